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
    union all by name
    select * from {{ ref('operands_of_rates') }}
    union all by name
    select * from {{ ref('operands_of_magnitudes') }}
    union all by name
    select * from {{ ref('operands_across_documents') }}

),

operands as (

    select
        identity,
        document_id,
        place_key,
        alternative,
        side,
        figure_id,
        coalesce(sign, 1) as sign,
        -- a figure read as cut off, or a percentage of another, is still the one print
        regexp_replace(regexp_replace(figure_id, '×.*$', ''), '/cut$', '') as printed_figure_id
    from found

)

select * from operands
