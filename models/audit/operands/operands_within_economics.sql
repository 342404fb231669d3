-- Economic items of the operating cost and of basic expenditure within the same items of all
-- expenditure.
with items as (

    select * from {{ ref('item_costs') }}
    where kind = 'code' and headline = 'total'

),

headlines as (

    select
        headlines.document_id,
        headlines.table_type,
        headlines.headline,
        figures.amount_yuan
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id

),

costs as (

    select
        document_id,
        code,
        figure_id,
        case table_type when 'operating_cost' then 'left' else 'right' end as side
    from items
    where table_type in ('operating_cost', 'expenditure_by_economic')
    qualify
        bool_or(table_type = 'operating_cost') over (partition by document_id, code)
        and bool_or(table_type = 'expenditure_by_economic') over (partition by document_id)

),

-- the table of all expenditure must hold what the other table's money is a part of
whole_tables as (

    select distinct by_item.document_id
    from headlines as by_item
    inner join headlines as whole
        on by_item.document_id = whole.document_id and by_item.amount_yuan = whole.amount_yuan
    where
        by_item.table_type = 'expenditure_by_economic'
        and by_item.headline = 'total'
        and whole.table_type in ('expenditure', 'general_public_expenditure', 'revenue_expenditure')
        and whole.headline in ('total', 'expenditure_year', 'expenditure_grand')

),

-- one item over several treasury items is one item
parts_of_whole as (

    select
        'basic_item_within_economic' as identity,
        items.document_id,
        items.code,
        items.figure_id,
        case items.table_type when 'general_public_basic' then 'left' else 'right' end as side
    from items
    semi join whole_tables on items.document_id = whole_tables.document_id
    where items.table_type in ('general_public_basic', 'expenditure_by_economic') and length(items.code) = 5
    qualify
        bool_or(items.table_type = 'general_public_basic') over (partition by items.document_id, items.code)
        and bool_or(items.table_type = 'expenditure_by_economic') over (partition by items.document_id, items.code)

),

operands as (

    select
        identity,
        document_id,
        code as place_key,
        'printed' as alternative,
        side,
        figure_id
    from parts_of_whole
    union all
    select
        'operating_cost_within_economic' as identity,
        document_id,
        code as place_key,
        'printed' as alternative,
        side,
        figure_id
    from costs

)

select * from operands
