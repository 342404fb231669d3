-- A body prints its expenditure for all purses together and again for single purses. For each item
-- the single purses are taken where they add up to the whole, else the whole: never both.
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

    select *
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

chosen as (

    select
        apart.figure_id,
        apart.document_id,
        apart.disclosure_id,
        apart.region_code,
        apart.fiscal_year,
        apart.document_kind,
        apart.department_id,
        apart.unit_id,
        apart.unit_code,
        apart.function_code,
        apart.nature,
        apart.is_carry_over,
        apart.phase,
        apart.amount_yuan,
        apart.route,
        case when apart.funding_source = 'all' then 'unspecified' else apart.funding_source end as funding_source
    from apart
    inner join sums
        on
            apart.document_id = sums.document_id
            and apart.unit_code is not distinct from sums.unit_code
            and apart.function_code = sums.function_code
            and apart.phase = sums.phase
    where
        case
            when sums.whole_yuan is null then true
            when abs(sums.whole_yuan - sums.purses_yuan) <= sums.tolerance_yuan then not apart.is_whole
            else apart.is_whole
        end

)

select * from chosen
