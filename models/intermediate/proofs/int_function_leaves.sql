-- A body prints its expenditure for all purses together and again for single purses. For each item the
-- single purses are taken where they add up to the whole, else the whole; where that is not what a
-- printed total says, the whole alone: never one amount twice.
with leaves as (

    select
        *,
        table_type = 'expenditure' as is_whole,
        table_type = 'fiscal_appropriation_expenditure' as is_fiscal
    from {{ ref('int_facts') }}
    where subject = 'function' and function_code is not null and measure = 'expenditure'

),

-- 财政拨款支出 is 一般公共预算支出 and the funds together: not taken beside its parts
apart as (

    select
        *,
        table_type = 'carry_over_expenditure' as is_apart,
        bool_or(is_whole) over (partition by document_id, phase) as has_whole
    from leaves
    qualify not (is_fiscal and bool_or(not is_fiscal and not is_whole) over (partition by document_id))

),

sums as (

    select
        document_id,
        unit_code,
        function_code,
        phase,
        sum(amount_yuan) filter (where is_whole) as whole_yuan,
        sum(amount_yuan) filter (where not is_whole) as purses_yuan,
        sum(half_unit_yuan) as tolerance_yuan
    from apart
    group by all

),

finest as (

    select
        apart.*,
        case
            when sums.whole_yuan is null then true
            when abs(sums.whole_yuan - sums.purses_yuan) <= sums.tolerance_yuan then not apart.is_whole
            else apart.is_whole
        end as is_finest
    from apart
    inner join sums
        on
            {{ same_by('apart', 'sums', 'document_id', 'function_code', 'phase') }}
            and apart.unit_code is not distinct from sums.unit_code

),

chosen as (

    select
        *,
        1 as choice_no
    from finest
    where is_finest
    union all
    select
        *,
        2 as choice_no
    from finest
    where is_whole

),

scoped as (

    select
        *,
        'fct_expenditure_by_function' as fact,
        'total' as total_nature,
        case
            when has_whole then 'all'
            when count(distinct default_funding_source) over sets = 1 then default_funding_source
            else 'fiscal_appropriation'
        end as total_purse
    from chosen
    window sets as (partition by document_id, phase, choice_no, is_apart)

)

select * from scoped
