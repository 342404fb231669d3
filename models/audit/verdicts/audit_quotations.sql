-- Everything the audit can quote: figures of tables, figures of the prose, what percentages give, and
-- empty tables, which say zero.
with figures as (

    select * from {{ ref('audit_figures') }}

),

statements as (

    select * from {{ ref('statements_of_prose') }}
    where amount_yuan is not null

),

cut_statements as (

    select * replace (figure_id || '/cut' as figure_id, 2 * half_unit_yuan as half_unit_yuan)
    from statements
    where unit in ('亿元', '万元', '元')

),

empty_tables as (

    select
        tables.document_id,
        tables.first_page as page,
        tables.table_no,
        0 as amount_yuan,
        0 as half_unit_yuan,
        concat_ws('/', tables.document_id, tables.table_no, 'empty') as figure_id,
        tables.table_title || ' （空表）' as quotation,
        quotation as locator
    from {{ ref('int_tables') }} as tables
    anti join figures on {{ same_table('tables', 'figures') }}
    where tables.table_type <> 'other'

),

-- what a rate gives of its base is one figure, in however many ways it is compared
rates as (

    select distinct on (figure_id) *
    from {{ ref('rates_of_forms') }}
    where amount_yuan is not null

),

found as (

    {{ union_by_name([
        'figures',
        'statements',
        'cut_statements',
        ref('statements_of_ratios'),
        'rates',
        'empty_tables',
    ]) }}

),

quotations as (

    select
        document_id,
        figure_id,
        page,
        table_no,
        row_no,
        column_no,
        amount_yuan,
        half_unit_yuan,
        text_key,
        second_text_key,
        placement,
        locator,
        quotation
    from found

)

select * from quotations
