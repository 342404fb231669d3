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

best as (

    select *
    from comparisons
    qualify row_number() over (
        partition by identity, document_id, place_key
        order by
            array_position(['holds', 'rounding', 'ambiguous', 'broken', 'operand_missing', 'not_applicable'], outcome),
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

not_applicable as (

    select
        identities.identity,
        documents.document_id,
        '' as place,
        'not_applicable' as outcome
    from identities
    cross join documents
    anti join placed on identities.identity = placed.identity and documents.document_id = placed.document_id

),

outcomes as (

    select * from placed
    union all by name
    select * from not_applicable

)

select * from outcomes
