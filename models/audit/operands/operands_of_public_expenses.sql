-- The three public expenses as economic items: within all expenditure, and covering what basic
-- expenditure pays of them. What the basic table does not print is paid from projects.
with items as (

    select * from {{ ref('item_costs') }}
    where
        kind = 'code'
        and headline = 'total'
        and table_type in ('expenditure_by_economic', 'general_public_basic', 'operating_cost')

),

codes as (

    select
        unnest(['abroad', 'vehicle_purchase', 'vehicle_operation', 'reception']) as headline,
        unnest(['30212', '31013', '30231', '30217']) as code

),

expenses as (

    select
        headlines.document_id,
        headlines.figure_id,
        figures.amount_yuan,
        codes.code
    from {{ ref('audit_headlines') }} as headlines
    inner join {{ ref('audit_figures') }} as figures on headlines.figure_id = figures.figure_id
    inner join codes on headlines.headline = codes.headline
    where headlines.table_type = 'three_public_expenses' and figures.amount_yuan <> 0

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

    select
        expenses.document_id,
        expenses.code,
        expenses.figure_id,
        item_amounts.table_type,
        unnest(
            case
                when item_amounts.table_type = 'expenditure_by_economic' then ['three_public_within_economic']
                when item_amounts.table_type = 'operating_cost' then ['three_public_covers_operating_cost']
                when
                    expenses.amount_yuan in (
                        item_amounts.amount_yuan, item_amounts.amount_yuan * 10, item_amounts.amount_yuan * 100
                    )
                    then ['three_public_covers_basic', 'three_public_decimal_shift']
                else ['three_public_covers_basic']
            end
        ) as identity
    from expenses
    inner join item_amounts on expenses.document_id = item_amounts.document_id and expenses.code = item_amounts.code

),

operands as (

    select
        identity,
        document_id,
        code as place_key,
        case identity when 'three_public_within_economic' then 'left' else 'right' end as side,
        figure_id
    from pairs
    union all
    select
        pairs.identity,
        pairs.document_id,
        pairs.code as place_key,
        case pairs.identity when 'three_public_within_economic' then 'right' else 'left' end as side,
        items.figure_id
    from pairs
    inner join items
        on
            pairs.document_id = items.document_id
            and pairs.table_type = items.table_type
            and pairs.code = items.code

),

printed as (

    select
        *,
        'printed' as alternative
    from operands

)

select * from printed
