-- A body prints its expenditure for all purses together and again for single purses. For each item
-- the single purses are taken where they add up to the whole, else the whole: never both.
with leaves as (

    select *
    from {{ ref('int_facts') }}
    where subject = 'function' and function_code is not null and measure = 'expenditure'

),

sums as (

    select
        document_id,
        unit_code,
        function_code,
        phase,
        sum(amount_yuan) filter (where table_type = 'expenditure') as whole_yuan,
        sum(amount_yuan) filter (where table_type <> 'expenditure') as purses_yuan,
        sum(half_unit_yuan) as tolerance_yuan
    from leaves
    group by all

),

chosen as (

    select
        leaves.figure_id,
        leaves.document_id,
        leaves.disclosure_id,
        leaves.region_code,
        leaves.fiscal_year,
        leaves.document_kind,
        leaves.unit_id,
        leaves.unit_code,
        leaves.function_code,
        leaves.nature,
        leaves.is_carry_over,
        leaves.phase,
        leaves.amount_yuan,
        case when leaves.funding_source = 'all' then 'unspecified' else leaves.funding_source end as funding_source
    from leaves
    inner join sums
        on
            leaves.document_id = sums.document_id
            and leaves.unit_code is not distinct from sums.unit_code
            and leaves.function_code = sums.function_code
            and leaves.phase = sums.phase
    where
        case
            when sums.whole_yuan is null then true
            when abs(sums.whole_yuan - sums.purses_yuan) <= sums.tolerance_yuan then leaves.table_type <> 'expenditure'
            else leaves.table_type = 'expenditure'
        end

)

select * from chosen
