-- Whose mistake? A broken identity whose every operand was read twice alike, on pages whose every
-- figure was landed, is the publisher's; one beside figures that were not landed is ours.
with causes as (

    select * from {{ ref('audit_causes') }}

),

operands as (

    select * from {{ ref('audit_operands') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

pages as (

    select * from {{ ref('audit_completeness') }}

),

cells as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        text_key,
        second_text_key
    from {{ ref('stg_cells') }}

),

cut_tables as (

    select
        document_id,
        table_no
    from {{ ref('coverage') }}
    where status = 'cut'

),

read as (

    select
        causes.finding_id,
        coalesce(pages.is_independent and pages.unexplained_amounts = 0 and pages.suspicious = 0, false)
            as is_page_complete,
        coalesce(pages.unexplained_amounts + pages.suspicious > 0, false) as has_lost_figures,
        coalesce(contains(figures.second_text_key, figures.text_key), false) as is_read_twice,
        figures.placement = 'inferred' as is_inferred,
        cut_tables.table_no is not null as is_cut
    from causes
    inner join operands
        on
            causes.identity = operands.identity
            and causes.document_id = operands.document_id
            and causes.place_key = operands.place_key
            and causes.alternative = operands.alternative
    inner join figures on operands.figure_id = figures.figure_id
    left join pages on figures.document_id = pages.document_id and figures.page = pages.page
    left join cut_tables
        on figures.document_id = cut_tables.document_id and figures.table_no = cut_tables.table_no

),

-- a cell with digits that is no number may be the operand that is missing
unreadable as (

    select distinct causes.finding_id
    from causes
    inner join cells
        on
            causes.document_id = cells.document_id
            and causes.table_no = cells.table_no
            and (causes.row_no = cells.row_no or causes.column_no = cells.column_no)
    inner join {{ ref('int_columns') }} as columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    where
        columns.role = 'amount'
        and regexp_matches(cells.text_key, '[0-9]')
        and not {{ is_number('cells.text_key') }}

),

judged as (

    select
        read.finding_id,
        case
            when bool_or(read.has_lost_figures) then 'misread'
            when bool_or(unreadable.finding_id is not null) then 'misread'
            when bool_and(read.is_page_complete) and bool_and(read.is_read_twice) and not bool_or(read.is_inferred)
                then 'misprinted'
            else 'undecided'
        end as attribution,
        case
            when bool_or(read.has_lost_figures) then 'figures of the page were not landed'
            when bool_or(unreadable.finding_id is not null) then 'a cell in the row or column is no number'
            when bool_and(read.is_page_complete) and bool_or(read.is_cut)
                then 'the table lacks rows: its details do not reach its total'
            when bool_and(read.is_page_complete) and bool_and(read.is_read_twice)
                then 'every figure of the pages was landed and two readings agree'
            else 'no two readings agree'
        end as evidence
    from read
    left join unreadable on read.finding_id = unreadable.finding_id
    group by read.finding_id

)

select * from judged
