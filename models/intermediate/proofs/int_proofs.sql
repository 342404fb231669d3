-- Whether a set of facts adds up to a printed total, and to which. Of several ways to take the leaves the
-- first that is proved is taken; where none is, the first.
with fact_rows as (

    select * from {{ ref('int_fact_rows') }}

),

totals as (

    select * from {{ ref('int_proof_totals') }}

),

sums as (

    select
        fact,
        choice_no,
        is_apart,
        document_id,
        phase,
        bool_and(is_own_phase) as is_own_phase,
        count(*) as row_count,
        sum(amount_yuan) as facts_yuan,
        sum(half_unit_yuan) as rounding_yuan
    from fact_rows
    group by all

),

compared as (

    select
        sums.*,
        totals.proved_by,
        totals.proof_ids,
        totals.total_yuan,
        totals.purse_depth,
        coalesce(totals.is_decisive, false) as is_decisive,
        sums.facts_yuan - totals.total_yuan as difference_yuan,
        sums.rounding_yuan + coalesce(totals.half_units_yuan, 0) as tolerance_yuan
    from sums
    left join totals on {{ same_by('sums', 'totals', 'fact', 'choice_no', 'is_apart', 'document_id', 'phase') }}

),

-- a total the table prints itself decides; else any that agrees; where none does, the largest of its purse
speaking as (

    select
        *,
        -- rows that merely may be a total say nothing where they disagree
        is_decisive or proved_by <> 'table' or abs(difference_yuan) <= tolerance_yuan as is_known
    from compared
    qualify row_number() over (
        partition by fact, choice_no, is_apart, document_id, phase
        order by
            is_decisive desc,
            coalesce(abs(difference_yuan) <= tolerance_yuan, false) desc,
            is_known desc nulls last,
            case when abs(difference_yuan) <= tolerance_yuan then abs(difference_yuan) end asc nulls last,
            list_position(['table', 'other_table', 'prose'], proved_by) asc nulls last,
            purse_depth asc,
            total_yuan desc,
            proof_ids asc
    ) = 1

),

judged as (

    select
        * exclude (is_known, purse_depth, total_yuan, difference_yuan),
        case when is_known then total_yuan end as total_yuan,
        case when is_known then difference_yuan end as difference_yuan,
        case
            when is_known is not true then 'no_total'
            when difference_yuan = 0 then 'holds'
            when abs(difference_yuan) <= tolerance_yuan then 'rounding'
            when difference_yuan < 0 then 'not_itemised'
            else 'broken'
        end as outcome
    from speaking

),

proved as (

    select
        *,
        outcome in ('holds', 'rounding') as is_proved,
        facts_yuan = 0 and bool_or(facts_yuan <> 0) over sets as is_nothing_of_something
    from judged
    window sets as (partition by fact, is_apart, document_id, phase)

),

-- nothing that adds up to nothing does not stand for what was printed
taken as (

    select
        * exclude (is_nothing_of_something),
        row_number() over (
            partition by fact, is_apart, document_id, phase
            order by is_proved and not is_nothing_of_something desc, choice_no asc
        ) = 1 as is_taken
    from proved

)

select * from taken
