-- Every printed figure on either side of every identity; only stated totals are ever taken away.
with found as (

    select * from {{ ref('operands_of_sums') }}
    union all by name
    select * from {{ ref('operands_of_headlines') }}
    union all by name
    select * from {{ ref('operands_of_functions') }}
    union all by name
    select * from {{ ref('operands_of_economics') }}
    union all by name
    select * from {{ ref('operands_of_public_expenses') }}
    union all by name
    select * from {{ ref('operands_of_projects') }}
    union all by name
    select * from {{ ref('operands_of_statements') }}

),

operands as (

    select
        identity,
        document_id,
        place_key,
        alternative,
        side,
        figure_id,
        coalesce(sign, 1) as sign
    from found

)

select * from operands
