-- How many of the numbers printed in prose are figures, and how many of those have a concept.
with numbers as (

    select *
    from {{ ref('int_stated_numbers') }}
    where number_no > 0

),

concepts as (

    select * from {{ ref('int_stated_concepts') }}

),

joined as (

    select
        numbers.document_id,
        numbers.kind,
        numbers.is_figure,
        concepts.concept <> 'unmapped' as is_mapped
    from numbers
    left join concepts
        on
            numbers.document_id = concepts.document_id
            and numbers.paragraph_no = concepts.paragraph_no
            and numbers.number_no = concepts.number_no

),

counted as (

    select
        document_id,
        count(*) as numbers,
        count(*) filter (where kind = 'money') as money_figures,
        count(*) filter (where kind = 'percent') as percent_figures,
        count(*) filter (where kind = 'count') as count_figures,
        count(*) filter (where kind = 'unchanged') as unchanged_figures,
        count(*) filter (where is_mapped) as mapped_figures,
        count(*) filter (where is_figure and not is_mapped) as unmapped_figures,
        count(*) filter (where kind in ('money', 'percent') and is_mapped) as mapped_money_and_percent,
        count(*) filter (where kind in ('money', 'percent') and not is_mapped) as unmapped_money_and_percent,
        count(*) filter (where kind = 'date') as dates,
        count(*) filter (where kind = 'ordinal') as ordinals,
        count(*) filter (where kind = 'reference') as reference_numbers,
        count(*) filter (where kind = 'threshold') as thresholds,
        count(*) filter (where kind = 'range') as ranges,
        count(*) filter (where kind = 'bare') as bare_numbers
    from joined
    group by all

)

select * from counted
