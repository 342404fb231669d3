-- Both sides of identities between stated totals, for every way of counting whose required terms are
-- all printed.
with terms as (

    select * from {{ ref('identity_terms') }}

),

headlines as (

    select * from {{ ref('audit_headlines') }}

),

documents as (

    select document_id from {{ ref('int_documents') }}

),

found as (

    select
        terms.*,
        documents.document_id,
        headlines.figure_id
    from documents
    cross join terms
    left join headlines
        on
            documents.document_id = headlines.document_id
            and terms.table_type = headlines.table_type
            and terms.headline = headlines.headline

),

complete as (

    select *
    from found
    qualify bool_and(figure_id is not null or not is_required) over (
        partition by document_id, identity, place, alternative
    )

),

operands as (

    select
        identity,
        document_id,
        place as place_key,
        alternative,
        side,
        sign,
        figure_id
    from complete
    where figure_id is not null

)

select * from operands
