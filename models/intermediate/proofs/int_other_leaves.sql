-- The public expenses, projects and operating cost: one kind of table each.
with leaves as (

    select *
    from {{ ref('int_facts') }}

),

public_expenses as (

    select
        *,
        'fct_three_public_expenses' as fact,
        replace(measure, 'three_public_', '') as expense,
        'three_public' as total_nature,
        'fiscal_appropriation' as total_purse
    from leaves
    where
        table_type = 'three_public_expenses'
        and measure in {{ public_expenses() }}

),

projects as (

    select
        * exclude (unit_name),
        'fct_project' as fact,
        coalesce(unit_name, department_name) as unit_name,
        'project' as total_nature,
        default_funding_source as total_purse
    from leaves
    where table_type = 'project_expenditure' and project_name is not null and measure = 'expenditure'

),

operating_cost as (

    select
        *,
        'fct_operating_cost' as fact,
        row_label as item_name,
        'operating_cost' as total_nature,
        'fiscal_appropriation' as total_purse
    from leaves
    where table_type = 'operating_cost'

),

together as (

    select * from public_expenses
    union all by name
    select * from projects
    union all by name
    select * from operating_cost

),

scoped as (

    select
        *,
        1 as choice_no,
        false as is_apart
    from together

)

select * from scoped
