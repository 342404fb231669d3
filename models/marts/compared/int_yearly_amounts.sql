-- What each disclosure spends in the phase it is about, per function item and public expense; and
-- once more from the tables that print the year before beside it.
with bodies as (

    select
        *,
        {{ own_phase('document_kind') }} as own_phase
    from {{ ref('int_bodies') }}
    where document_kind in ('budget', 'final_accounts')

),

facts as (

    select
        document_id,
        phase,
        'expenditure' as measure,
        function_code,
        amount_yuan
    from {{ ref('fct_expenditure_by_function') }}
    union all
    select
        document_id,
        phase,
        'three_public_' || expense as measure,
        null::varchar as function_code,
        amount_yuan
    from {{ ref('fct_three_public_expenses') }}

),

in_facts as (

    select
        facts.document_id,
        'facts' as printed_in,
        bodies.own_phase as phase,
        0 as years_before,
        bodies.own_phase as printed_phase,
        facts.measure,
        facts.function_code,
        sum(facts.amount_yuan) as amount_yuan
    from facts
    inner join bodies on facts.document_id = bodies.document_id and facts.phase = bodies.own_phase
    group by all

),

in_one_table as (

    select
        document_id,
        printed_in,
        phase,
        years_before,
        printed_phase,
        measure,
        function_code,
        amount_yuan
    from {{ ref('int_two_year_tables') }}

),

amounts as (

    select * from in_facts
    union all by name
    select * from in_one_table

)

select * from amounts
