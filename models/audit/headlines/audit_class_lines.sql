-- The lines of 收支 tables that state a function class, by its name, with the total of their column.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance' and measure = 'expenditure'

),

lines as (

    select * from {{ ref('int_lines') }}
    where starts_with(kind, 'line_') or kind = 'unnumbered'

),

headlines as (

    select
        headlines.document_id,
        headlines.table_no,
        headlines.headline,
        figures.column_no,
        figures.amount_yuan
    from {{ ref('audit_headlines') }} as headlines
    inner join figures on headlines.figure_id = figures.figure_id

),

-- the purse's own column in the fiscal table, where it has one; the year's total before the grand one
totals as (

    select *
    from headlines
    where
        headline in (
            'expenditure_year',
            'expenditure_grand',
            'expenditure_year:general_public_budget',
            'expenditure_grand:general_public_budget'
        )
    qualify row_number() over (
        partition by document_id, table_no
        order by ends_with(headline, ':general_public_budget') desc, starts_with(headline, 'expenditure_year') desc
    ) = 1

),

names as (

    select
        code as class_code,
        regexp_replace(unnest(list_append(string_split(coalesce(aliases, name), ';'), name)), '支出$', '') as name
    from {{ ref('function_codes') }}
    where level = 'class'

),

class_lines as (

    select
        figures.document_id,
        figures.table_no,
        figures.table_type,
        names.class_code,
        totals.amount_yuan as column_total,
        figures.figure_id
    from figures
    inner join lines
        on
            {{ same_row('figures', 'lines') }}
            and figures.block_no = lines.block_no
    inner join totals on {{ same_column('figures', 'totals') }}
    inner join names on regexp_replace(lines.line_name, '支出$', '') = names.name
    -- an empty line needs no rows
    where figures.amount_yuan <> 0
    -- a group or an item under it may go by the name of its class (其他支出): the class is numbered, or stands first
    qualify row_number() over (
        partition by figures.document_id, figures.table_no, figures.block_no, figures.column_no, names.class_code
        order by lines.kind asc, figures.row_no asc
    ) = 1

)

select * from class_lines
