-- Function items and classes across tables, where the tables' totals show that they hold the same money.
with items as (

    select * from {{ ref('item_costs') }}
    where kind = 'code' and headline = 'total'

),

class_lines as (

    select * from {{ ref('audit_class_lines') }}

),

totals as (

    select
        headlines.document_id,
        max(figures.amount_yuan) filter (where headlines.table_type = 'expenditure') as expenditure,
        max(figures.amount_yuan) filter (where headlines.table_type = 'general_public_expenditure') as general_public,
        sum(figures.amount_yuan) filter (where headlines.table_type <> 'expenditure') as fiscal
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id
    where
        headlines.headline = 'total'
        and headlines.table_type in (
            'expenditure', 'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure'
        )
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
        items.*,
        'function_item_by_purse' as identity,
        items.code as place_key,
        'only_fiscal_money' as alternative,
        case when items.table_type = 'expenditure' then 'left' else 'right' end as side
    from items
    inner join totals on items.document_id = totals.document_id and totals.expenditure = totals.fiscal
    inner join by_function
        on items.document_id = by_function.document_id and by_function.table_type = 'expenditure'
    where
        items.table_type in (
            'expenditure', 'general_public_expenditure', 'government_fund_expenditure', 'state_capital_expenditure'
        )

),

held as (

    select
        *,
        case table_type when 'revenue_expenditure' then 'function_class_line' else 'fiscal_class_line' end as identity,
        case table_type when 'revenue_expenditure' then 'expenditure' else 'general_public_expenditure' end
            as item_table
    from class_lines

),

-- a line's table must total what the items' table totals
line_operands as (

    select
        held.*,
        held.class_code as place_key,
        'same_total' as alternative,
        'left' as side
    from held
    inner join totals
        on
            held.document_id = totals.document_id
            and held.column_total
            = case held.item_table when 'expenditure' then totals.expenditure else totals.general_public end
    semi join by_function on held.document_id = by_function.document_id and held.item_table = by_function.table_type

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
            and items.table_type = line_operands.item_table
            and starts_with(items.code, line_operands.place_key)
    where items.is_top_code

),

operands as (

    {{ union_by_name(['item_operands', 'line_operands', 'class_operands']) }}

)

select * from operands
