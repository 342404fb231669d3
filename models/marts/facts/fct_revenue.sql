-- Revenue by purse from the revenue table; where a document has none, from the income side of the
-- overall table.
with leaves as (

    select *
    from {{ ref('int_facts') }}
    where measure in ('revenue', 'carry_over_in') and table_type in ('revenue', 'revenue_expenditure')

),

scoped as (

    select
        *,
        bool_or(table_type = 'revenue') over (partition by document_id) as has_revenue_table
    from leaves

),

chosen as (

    select
        figure_id,
        document_id,
        disclosure_id,
        region_code,
        fiscal_year,
        document_kind,
        department_id,
        unit_id,
        unit_code,
        function_code,
        row_label as revenue_item,
        is_carry_over,
        phase,
        amount_yuan,
        route,
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from scoped
    where table_type = 'revenue' or not has_revenue_table

)

select * from chosen
