-- Revenue by purse from the revenue table; where a document has none, or none that adds up, from the
-- income side of the overall table.
with leaves as (

    select *
    from {{ ref('int_facts') }}
    where measure in ('revenue', 'carry_over_in') and table_type in ('revenue', 'revenue_expenditure')

),

scoped as (

    select
        *,
        row_label as revenue_item,
        'fct_revenue' as fact,
        false as is_apart,
        'total' as total_nature,
        'all' as total_purse,
        case table_type when 'revenue' then 1 else 2 end as choice_no
    from leaves

)

select * from scoped
