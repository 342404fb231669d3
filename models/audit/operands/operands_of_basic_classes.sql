-- Classes of the basic table in the function table, and the two totals that close the final-accounts
-- table.
with headlines as (

    select
        headlines.*,
        figures.amount_yuan,
        figures.column_nature
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id

),

basic_items as (

    select
        document_id,
        table_no,
        figure_id,
        code[:3] as class_code
    from {{ ref('item_costs') }}
    where kind = 'code' and headline = 'total' and table_type = 'general_public_basic' and is_top_code

),

-- both tables must hold the same basic expenditure
comparable as (

    select by_function.document_id
    from headlines as by_function
    inner join headlines as by_item
        on by_function.document_id = by_item.document_id and by_function.amount_yuan = by_item.amount_yuan
    where
        by_function.table_type = 'general_public_expenditure'
        and by_function.headline = 'basic'
        and by_item.table_type = 'general_public_basic'
        and by_item.headline = 'total'

),

classes as (

    select
        headlines.document_id,
        headlines.figure_id,
        case headlines.headline
            when 'wages_and_welfare' then '301'
            when 'goods_and_services' then '302'
            else '303'
        end as class_code
    from headlines
    semi join comparable on headlines.document_id = comparable.document_id
    where
        headlines.table_type = 'general_public_expenditure'
        and headlines.headline in ('wages_and_welfare', 'goods_and_services', 'personal_and_family_subsidies')

),

closing as (

    select *
    from headlines
    where
        table_type = 'general_public_basic'
        and headline in ('personnel', 'public_use')
        and column_nature is null

),

operands as (

    select
        'basic_class_by_economic' as identity,
        document_id,
        class_code as place_key,
        'left' as side,
        figure_id
    from classes
    union all
    select
        'basic_class_by_economic' as identity,
        basic_items.document_id,
        basic_items.class_code as place_key,
        'right' as side,
        basic_items.figure_id
    from basic_items
    semi join classes
        on basic_items.document_id = classes.document_id and basic_items.class_code = classes.class_code
    union all
    select
        headline || '_of_classes' as identity,
        document_id,
        headline as place_key,
        'left' as side,
        figure_id
    from closing
    union all
    select
        closing.headline || '_of_classes' as identity,
        basic_items.document_id,
        closing.headline as place_key,
        'right' as side,
        basic_items.figure_id
    from basic_items
    inner join closing
        on
            basic_items.document_id = closing.document_id
            and basic_items.table_no = closing.table_no
            and (closing.headline = 'personnel') = (basic_items.class_code in ('301', '303'))

),

printed as (

    select
        *,
        'printed' as alternative
    from operands

)

select * from printed
