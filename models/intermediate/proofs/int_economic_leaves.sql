-- A body prints its expenditure by economic item once for all purses, or for the general public
-- budget, or for basic expenditure only, and some print two of these: the widest is taken, once, or the
-- widest that a printed total proves.
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
        * exclude (economic_code),
        -- what a province splits once more stays one item for everyone else
        {{ economic_item('economic_code') }} as economic_code,
        case
            when table_type = 'expenditure' then 1
            when table_type = 'expenditure_by_economic' and default_funding_source = 'all' then 1
            when table_type = 'expenditure_by_economic' and default_nature = 'total' then 2
            -- basic and project expenditure in a table each
            when default_funding_source = 'general_public_budget' then 3
            when default_funding_source = 'fiscal_appropriation' then 4
            else 5
        end as choice_no,
        case
            when table_type = 'general_public_basic' then 'basic'
            when default_nature in ('basic', 'project') then default_nature
            else 'all'
        end as expenditure_scope
    from leaves

),

scoped as (

    select
        *,
        'fct_expenditure_by_economic' as fact,
        false as is_apart,
        case
            when count(distinct expenditure_scope) over sets > 1 or expenditure_scope = 'all' then 'total'
            else expenditure_scope
        end as total_nature,
        case
            when count(distinct default_funding_source) over sets = 1 then default_funding_source
            else 'all'
        end as total_purse
    from ranked
    window sets as (partition by document_id, phase, choice_no)

)

select * from scoped
