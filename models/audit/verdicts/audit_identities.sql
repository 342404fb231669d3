-- The outcome of every identity in every place. Rounding is no excuse in a document that did not round.
with best as (

    select * from {{ ref('audit_comparisons') }}

),

unrounded as (

    select * from {{ ref('audit_unrounded_breaks') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

-- of what is set aside nothing is judged
documents as (

    select document_id from {{ ref('int_documents') }}
    except
    select document_id
    from {{ ref('stg_outcomes') }}
    where outcome = 'set_aside'

),

identities as (

    select identity from {{ ref('identities') }}

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
        case when unrounded.identity is null then best.tolerance_yuan else 0 end::decimal(24, 8) as tolerance_yuan,
        case when unrounded.identity is null then best.outcome else 'broken' end as outcome,
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
    left join unrounded on {{ same_place('best', 'unrounded') }}

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
    from {{ ref('word_checks') }}

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
