-- A body prints its expenditure by economic item once for all purses, or for the general public
-- budget, or for basic expenditure only, and some print two of these: the widest is taken, once.
with leaves as (

    select *
    from {{ ref('int_facts') }}
    where
        table_type in ('expenditure', 'expenditure_by_economic', 'general_public_basic')
        and economic_code is not null
        and measure = 'expenditure'

),

ranked as (

    select
        *,
        case
            when table_type = 'expenditure' then 1
            when table_type = 'expenditure_by_economic' and default_funding_source = 'all' then 1
            when table_type = 'expenditure_by_economic' and default_nature = 'total' then 2
            -- basic and project expenditure in a table each
            when default_funding_source = 'general_public_budget' then 3
            when default_funding_source = 'fiscal_appropriation' then 4
            else 5
        end as width_rank,
        case
            when table_type = 'general_public_basic' then 'basic'
            when default_nature in ('basic', 'project') then default_nature
            else 'all'
        end as expenditure_scope
    from leaves

),

widest as (

    select *
    from ranked
    qualify width_rank = min(width_rank) over (partition by document_id)

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
        government_economic_code,
        nature,
        is_carry_over,
        phase,
        amount_yuan,
        route,
        expenditure_scope,
        -- what a province splits once more stays one item for everyone else
        {{ economic_item('economic_code') }} as economic_code,
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from widest

)

select * from chosen
