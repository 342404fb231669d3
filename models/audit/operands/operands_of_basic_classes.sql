-- Classes of the basic table in the function table, and the two totals that close the final-accounts
-- table.
with headlines as (

    select
        headlines.*,
        figures.amount_yuan,
        figures.column_nature
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id
    where headlines.table_type in ('general_public_expenditure', 'general_public_basic')

),

basic_items as (

    select
        *,
        code[:3] as class_code
    from {{ ref('item_costs') }}
    where kind = 'code' and headline = 'total' and table_type = 'general_public_basic' and is_top_code

),

-- both tables must hold the same basic expenditure
comparable as (

    select by_function.document_id
    from headlines as by_function
    inner join headlines as by_item on {{ same_by('by_function', 'by_item', 'document_id', 'amount_yuan') }}
    where
        by_function.table_type = 'general_public_expenditure'
        and by_function.headline = 'basic'
        and by_item.table_type = 'general_public_basic'
        and by_item.headline = 'total'

),

columns as (

    select
        headlines.*,
        'basic_class_by_economic' as identity,
        case headlines.headline
            when 'wages_and_welfare' then '301'
            when 'goods_and_services' then '302'
            when 'personal_and_family_subsidies' then '303'
        end as place_key
    from headlines
    semi join comparable on headlines.document_id = comparable.document_id
    where headlines.table_type = 'general_public_expenditure' and place_key is not null

),

closing as (

    select
        *,
        headline as place_key,
        case headline when 'personnel' then 'personnel_of_classes' when 'public_use' then 'public_use_of_classes' end
            as identity
    from headlines
    where table_type = 'general_public_basic' and identity is not null and column_nature is null

),

items as (

    select
        columns.identity,
        columns.place_key,
        basic_items.document_id,
        basic_items.figure_id
    from basic_items
    inner join columns
        on basic_items.document_id = columns.document_id and basic_items.class_code = columns.place_key
    union all
    select
        closing.identity,
        closing.place_key,
        basic_items.document_id,
        basic_items.figure_id
    from basic_items
    inner join closing
        on
            {{ same_table('basic_items', 'closing') }}
            and (closing.headline = 'personnel') = (basic_items.class_code in ('301', '303'))

),

operands as (

    select
        *,
        'left' as side
    from columns
    union all by name
    select
        *,
        'left' as side
    from closing
    union all by name
    select
        *,
        'right' as side
    from items

),

printed as (

    select
        *,
        'printed' as alternative
    from operands

)

select * from printed
