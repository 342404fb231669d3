-- Economic items across tables: classes of the basic table in the function table, the public expenses
-- and the operating cost in the economic tables.
with items as (

    select * from {{ ref('audit_items') }} where kind = 'code' and headline = 'total'

),

headlines as (

    select
        headlines.*,
        figures.amount_yuan,
        figures.column_nature
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id

),

public_expenses as (

    select
        document_id,
        figure_id,
        amount_yuan,
        case headline
            when 'abroad' then '30212'
            when 'vehicle_purchase' then '31013'
            when 'vehicle_operation' then '30231'
            when 'reception' then '30217'
        end as code
    from headlines
    where
        table_type = 'three_public_expenses'
        and headline in ('abroad', 'vehicle_purchase', 'vehicle_operation', 'reception')
        and amount_yuan <> 0

),

item_amounts as (

    select
        document_id,
        table_type,
        code,
        sum(amount_yuan) as amount_yuan
    from items
    group by all

),

pairs as (

    -- the economic table holds all money, the basic one a part of it
    select 'three_public_within_economic' as identity, public_expenses.document_id, public_expenses.code,
        'expenditure_by_economic' as item_table, 'right' as item_side
    from public_expenses
    union all
    select 'three_public_covers_basic', public_expenses.document_id, public_expenses.code,
        'general_public_basic', 'left'
    from public_expenses
    union all
    select 'three_public_decimal_shift', public_expenses.document_id, public_expenses.code,
        'general_public_basic', 'left'
    from public_expenses
    inner join item_amounts
        on
            public_expenses.document_id = item_amounts.document_id
            and public_expenses.code = item_amounts.code
            and item_amounts.table_type = 'general_public_basic'
            and public_expenses.amount_yuan in (
                item_amounts.amount_yuan, item_amounts.amount_yuan * 10, item_amounts.amount_yuan * 100
            )

),

expense_operands as (

    select pairs.identity, pairs.document_id, pairs.code as place_key, 'by_code' as alternative,
        pairs.item_side as side, 1 as sign, items.figure_id
    from pairs
    inner join items
        on pairs.document_id = items.document_id and pairs.item_table = items.table_type and pairs.code = items.code
    union all
    select pairs.identity, pairs.document_id, pairs.code, 'by_code',
        case pairs.item_side when 'left' then 'right' else 'left' end, 1, public_expenses.figure_id
    from pairs
    inner join public_expenses
        on pairs.document_id = public_expenses.document_id and pairs.code = public_expenses.code
    semi join items
        on
            pairs.document_id = items.document_id
            and pairs.item_table = items.table_type
            -- what the basic table does not print is paid from projects
            and (pairs.code = items.code or pairs.item_side = 'right')

),

cost_operands as (

    select 'operating_cost_within_economic' as identity, items.document_id, items.code as place_key,
        'by_code' as alternative,
        case items.table_type when 'operating_cost' then 'left' else 'right' end as side, 1 as sign, items.figure_id
    from items
    semi join (select document_id, code from items where table_type = 'operating_cost') as costs
        on items.document_id = costs.document_id and items.code = costs.code
    semi join (select document_id from items where table_type = 'expenditure_by_economic') as economic
        on items.document_id = economic.document_id
    where items.table_type in ('operating_cost', 'expenditure_by_economic')

),

classes as (

    select
        headlines.document_id,
        headlines.figure_id,
        case headlines.headline
            when 'wages_and_welfare' then '301'
            when 'goods_and_services' then '302'
            when 'personal_and_family_subsidies' then '303'
        end as class_code
    from headlines
    inner join headlines as basic
        on headlines.document_id = basic.document_id
            and basic.table_type = 'general_public_expenditure'
            and basic.headline = 'basic'
    inner join headlines as by_item
        on headlines.document_id = by_item.document_id
            and by_item.table_type = 'general_public_basic'
            and by_item.headline = 'total'
            and basic.amount_yuan = by_item.amount_yuan
    where headlines.table_type = 'general_public_expenditure'

),

class_operands as (

    select 'basic_class_by_economic' as identity, document_id, class_code as place_key, 'by_class' as alternative,
        'left' as side, 1 as sign, figure_id
    from classes
    where class_code is not null
    union all
    select 'basic_class_by_economic', items.document_id, classes.class_code, 'by_class', 'right', 1, items.figure_id
    from items
    inner join classes
        on items.document_id = classes.document_id and starts_with(items.code, classes.class_code)
    where items.table_type = 'general_public_basic' and items.is_top_code

),

-- the two totals that close the final-accounts table
closing_operands as (

    select headline || '_of_classes' as identity, document_id, headline as place_key, 'by_class' as alternative,
        'left' as side, 1 as sign, figure_id
    from headlines
    where table_type = 'general_public_basic' and headline in ('personnel', 'public_use') and column_nature is null
    union all
    select closing.headline || '_of_classes', items.document_id, closing.headline, 'by_class', 'right', 1, items.figure_id
    from items
    inner join headlines as closing
        on
            items.document_id = closing.document_id
            and items.table_no = closing.table_no
            and (closing.headline = 'personnel') = (items.code[:3] in ('301', '303'))
    where closing.table_type = 'general_public_basic'
        and closing.headline in ('personnel', 'public_use')
        and closing.column_nature is null
        and items.is_top_code

),

operands as (

    select * from expense_operands
    union all
    select * from cost_operands
    union all
    select * from class_operands
    union all
    select * from closing_operands

)

select * from operands
