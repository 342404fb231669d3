-- Both sides of identities between stated totals, for every way of counting whose required terms are
-- all printed.
with terms as (

    {{ terms_of('operands_of_headlines') }}

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
        terms.place as place_key,
        documents.document_id,
        headlines.figure_id
    from documents
    cross join terms
    left join headlines
        on
            documents.document_id = headlines.document_id
            and {{ same_by('terms', 'headlines', 'table_type', 'headline') }}

),

complete as (

    select *
    from found
    qualify bool_and(figure_id is not null or not is_required) over (
        partition by document_id, identity, place, alternative
    )

),

-- totals put together from parts, or from another purse's column, are a second choice
preferred as (

    select *
    from complete
    qualify
        not is_fallback
        or bool_and(is_fallback) over (partition by document_id, identity, place)

),

operands as (

    select * from preferred
    where figure_id is not null

)

select * from operands
