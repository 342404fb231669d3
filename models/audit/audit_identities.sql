-- The outcome of every identity in every place: the best of the ways of counting, since publishers
-- count with or without carry-over and do not say so.
with comparisons as (

    select * from {{ ref('audit_comparisons') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

documents as (

    select document_id from {{ ref('int_documents') }}

),

identities as (

    select identity from {{ ref('identities') }}

),

-- where none agrees, the way of counting that agrees elsewhere in the document
counted as (

    select
        *,
        count(*) filter (where outcome in ('holds', 'rounding')) over (
            partition by identity, document_id, alternative
        ) as held_count
    from comparisons

),

best as (

    select * exclude (held_count)
    from counted
    qualify row_number() over (
        partition by identity, document_id, place_key
        order by
            array_position(['holds', 'rounding', 'ambiguous', 'broken', 'operand_missing', 'not_applicable'], outcome),
            case when outcome = 'broken' then held_count end desc nulls last,
            abs(difference_yuan),
            alternative
    ) = 1

),

placed as (

    select
        best.identity,
        best.document_id,
        case
            when coalesce(left_figures.table_no, 0) <> coalesce(right_figures.table_no, 0)
                then concat_ws(' ↔ ', left_figures.locator, right_figures.locator)
            else coalesce(left_figures.locator, right_figures.locator)
        end as place,
        best.left_yuan,
        best.right_yuan,
        best.difference_yuan,
        best.tolerance_yuan,
        best.outcome,
        array_to_string(best.left_quotes, ' + ') as left_text,
        array_to_string(best.right_quotes, ' + ') as right_text,
        best.left_quotes,
        best.right_quotes,
        best.alternative,
        best.operand_count,
        coalesce(left_figures.page, right_figures.page) as page,
        coalesce(left_figures.table_no, right_figures.table_no) as table_no,
        coalesce(left_figures.row_no, right_figures.row_no) as row_no,
        coalesce(left_figures.column_no, right_figures.column_no) as column_no,
        right_figures.page as other_page,
        right_figures.table_no as other_table_no,
        best.left_figure_id,
        best.right_figure_id,
        best.place_key
    from best
    left join figures as left_figures on best.left_figure_id = left_figures.figure_id
    left join figures as right_figures on best.right_figure_id = right_figures.figure_id

),

words as (

    select
        identity,
        document_id,
        place_key,
        place,
        page,
        other_page,
        outcome,
        left_text,
        right_text
    from {{ ref('audit_words') }}

),

compared as (

    select * from placed
    union all by name
    select * from words

),

not_applicable as (

    select
        identities.identity,
        documents.document_id,
        '' as place,
        'not_applicable' as outcome
    from identities
    cross join documents
    anti join compared on identities.identity = compared.identity and documents.document_id = compared.document_id

),

outcomes as (

    select * from compared
    union all by name
    select * from not_applicable

)

select * from outcomes
