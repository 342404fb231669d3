-- How surely the operands of each broken identity were read. A reading is sure where two readers agree,
-- where the file holds its cells as text, and where the figure stands in other identities that hold.
with causes as (

    select * from {{ ref('audit_causes') }}

),

operands as (

    select * from {{ ref('audit_operands') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

outcomes as (

    select * from {{ ref('audit_figure_outcomes') }}

),

pages as (

    select * from {{ ref('audit_completeness') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

cut_tables as (

    select * from {{ ref('coverage') }}
    where status = 'cut'

),

read as (

    select
        causes.finding_id,
        causes.document_id,
        pages.route,
        coalesce(outcomes.held_count, 0) as held_count,
        coalesce(pages.route = 'ocr', false) as is_recognised,
        coalesce(pages.unexplained_amounts = 0 and pages.suspicious = 0, false) as is_page_complete,
        coalesce(pages.unexplained_amounts + pages.suspicious > 0, false) as has_lost_figures,
        coalesce(contains(figures.second_text_key, figures.text_key), false)
        or not regexp_matches(coalesce(figures.text_key, ''), '[0-9]') as is_read_twice,
        documents.format not in ('pdf', 'image')
        and coalesce(figures.placement, 'printed') = 'printed' as is_own_text,
        cut_tables.table_no is not null as is_cut
    from causes
    inner join operands on {{ same_reading('causes', 'operands') }}
    inner join figures on operands.figure_id = figures.figure_id
    inner join documents on figures.document_id = documents.document_id
    left join outcomes on operands.printed_figure_id = outcomes.figure_id
    left join pages on figures.document_id = pages.document_id and figures.page = pages.page
    left join cut_tables
        on {{ same_table('figures', 'cut_tables') }}

),

weighed as (

    select
        finding_id,
        document_id,
        sum(held_count) as held_count,
        bool_or(is_recognised) as is_recognised,
        bool_and(is_page_complete) as is_page_complete,
        bool_or(has_lost_figures) as has_lost_figures,
        bool_and(is_read_twice) as is_read_twice,
        bool_and(is_own_text) as is_own_text,
        bool_and(is_read_twice or is_own_text or held_count > 0) as is_surely_read,
        bool_or(is_cut) as is_cut
    from read
    group by all

)

select * from weighed
