-- What each fact may be made of, in one shape. The same money stands here once for every way to take it
-- (choice_no); which way is taken, the printed totals decide.
with leaves as (

    {{ union_by_name([
        ref('int_function_leaves'), ref('int_economic_leaves'), ref('int_revenue_leaves'), ref('int_other_leaves')
    ]) }}

),

named as (

    select
        * exclude (funding_source),
        -- no single purse
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from leaves

)

select * from named
