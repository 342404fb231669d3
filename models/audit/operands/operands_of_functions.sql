-- Function items and classes across tables, where the tables' totals show that they hold the same money.
with items as (

    select * from {{ ref('item_costs') }}
    where kind = 'code' and headline = 'total'

),

headlines as (

    select
        headlines.*,
        figures.amount_yuan,
        figures.column_no
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id

),

class_lines as (

    select * from {{ ref('audit_class_lines') }}

),

totals as (

    select
        document_id,
        max(amount_yuan) filter (where table_type = 'expenditure' and headline = 'total') as expenditure,
        max(amount_yuan) filter (where table_type = 'general_public_expenditure' and headline = 'total')
            as general_public,
        sum(amount_yuan) filter (
            where table_type in (
                'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure'
            )
            and headline = 'total'
        ) as fiscal
    from headlines
    group by all

),

-- in some provinces the expenditure table lists units, not functions
by_function as (

    select distinct
        document_id,
        table_type
    from items

),

item_operands as (

    select
        'function_item_by_purse' as identity,
        items.document_id,
        items.code as place_key,
        'only_fiscal_money' as alternative,
        case when items.table_type = 'expenditure' then 'left' else 'right' end as side,
        items.figure_id
    from items
    inner join totals on items.document_id = totals.document_id and totals.expenditure = totals.fiscal
    inner join by_function
        on items.document_id = by_function.document_id and by_function.table_type = 'expenditure'
    where
        items.table_type in (
            'expenditure', 'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure'
        )

),

-- a line's table must total what the items' table totals
line_operands as (

    select
        case when class_lines.table_type = 'revenue_expenditure' then 'function_class_line' else 'fiscal_class_line' end
            as identity,
        class_lines.document_id,
        class_lines.class_code as place_key,
        'same_total' as alternative,
        'left' as side,
        class_lines.figure_id
    from class_lines
    inner join totals
        on
            class_lines.document_id = totals.document_id
            and class_lines.column_total
            = case
                when class_lines.table_type = 'revenue_expenditure' then totals.expenditure else totals.general_public
            end
    inner join by_function
        on
            class_lines.document_id = by_function.document_id
            and by_function.table_type
            = case
                when class_lines.table_type = 'revenue_expenditure' then 'expenditure'
                else 'general_public_expenditure'
            end

),

class_operands as (

    select distinct
        line_operands.identity,
        items.document_id,
        line_operands.place_key,
        line_operands.alternative,
        'right' as side,
        items.figure_id
    from items
    inner join line_operands
        on
            items.document_id = line_operands.document_id
            and starts_with(items.code, line_operands.place_key)
            and items.table_type
            = case line_operands.identity
                when 'function_class_line' then 'expenditure' else 'general_public_expenditure'
            end
    where items.is_top_code

),

operands as (

    select * from item_operands
    union all by name
    select * from line_operands
    union all by name
    select * from class_operands

)

select * from operands
