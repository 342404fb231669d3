-- Every printed figure on either side of every identity; only stated totals are ever taken away.
with found as (

    {{ union_by_name([
        ref('operands_of_sums'),
        ref('operands_of_headlines'),
        ref('operands_of_functions'),
        ref('operands_of_basic_classes'),
        ref('operands_within_economics'),
        ref('operands_of_public_expenses'),
        ref('operands_of_projects'),
        ref('operands_of_statements'),
        ref('rates_of_forms'),
        ref('operands_of_magnitudes'),
        ref('operands_across_documents'),
        ref('operands_of_units'),
    ]) }}

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
