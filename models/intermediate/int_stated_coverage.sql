-- How many of the numbers printed in prose are figures, and how many of those have a concept.
with numbers as (

    select * from {{ ref('int_stated_numbers') }} where number_no > 0

),

figures as (

    select * from {{ ref('int_stated_concepts') }}

),

counted as (

    select
        document_id,
        count(*) as numbers,
        count(*) filter (where kind = 'money') as money_figures,
        count(*) filter (where kind = 'percent') as percent_figures,
        count(*) filter (where kind = 'count') as count_figures,
        count(*) filter (where kind = 'unchanged') as unchanged_figures,
        count(*) filter (where kind = 'date') as dates,
        count(*) filter (where kind = 'ordinal') as ordinals,
        count(*) filter (where kind = 'reference') as reference_numbers,
        count(*) filter (where kind = 'threshold') as thresholds,
        count(*) filter (where kind = 'range') as ranges,
        count(*) filter (where kind = 'bare') as bare_numbers
    from numbers
    group by all

),

mapped as (

    select
        document_id,
        count(*) filter (where concept <> 'unmapped') as mapped_figures,
        count(*) filter (where concept = 'unmapped') as unmapped_figures,
        count(*) filter (where concept <> 'unmapped' and kind in ('money', 'percent')) as mapped_money_and_percent,
        count(*) filter (where concept = 'unmapped' and kind in ('money', 'percent')) as unmapped_money_and_percent
    from figures
    group by all

),

joined as (

    select
        counted.*,
        coalesce(mapped.mapped_figures, 0) as mapped_figures,
        coalesce(mapped.unmapped_figures, 0) as unmapped_figures,
        coalesce(mapped.mapped_money_and_percent, 0) as mapped_money_and_percent,
        coalesce(mapped.unmapped_money_and_percent, 0) as unmapped_money_and_percent
    from counted
    left join mapped on counted.document_id = mapped.document_id

)

select * from joined
