-- This year against the year before: from the documents of two years where both are there, else from
-- a table that prints both. An item that only one year has is no amount in the other, not zero.
with bodies as (

    select * from {{ ref('int_bodies') }}

),

amounts as (

    select * from {{ ref('int_yearly_amounts') }}

),

pairs as (

    select
        later.document_id,
        earlier.document_id as previous_document_id
    from bodies as later
    inner join bodies as earlier
        on
            later.unit_id = earlier.unit_id
            and later.part in ('whole', 'tables')
            and earlier.part in ('whole', 'tables')
            and later.document_kind = earlier.document_kind
            and later.fiscal_year = earlier.fiscal_year + 1

),

in_two_documents as (

    select
        pairs.document_id,
        pairs.previous_document_id,
        'two_documents' as compared_in,
        amounts.measure,
        amounts.function_code,
        amounts.phase,
        max(amounts.amount_yuan) filter (where amounts.document_id = pairs.document_id) as amount_yuan,
        max(amounts.amount_yuan) filter (where amounts.document_id = pairs.previous_document_id) as previous_yuan,
        amounts.phase as previous_phase
    from pairs
    inner join amounts on amounts.document_id in (pairs.document_id, pairs.previous_document_id)
    where amounts.printed_in = 'facts'
    group by all

),

in_one_table as (

    select
        document_id,
        null::varchar as previous_document_id,
        'one_table' as compared_in,
        measure,
        function_code,
        phase,
        max(amount_yuan) filter (where years_before = 0) as amount_yuan,
        max(amount_yuan) filter (where years_before = 1) as previous_yuan,
        max(printed_phase) filter (where years_before = 1) as previous_phase
    from amounts
    where printed_in = 'one_table'
    group by all

),

compared as (

    select * from in_two_documents
    union all
    select * from in_one_table

),

-- both years print the subject at all
comparable as (

    select
        * exclude (previous_phase),
        max(previous_phase) over subjects as previous_phase
    from compared
    window subjects as (partition by document_id, compared_in, function_code is null)
    qualify count(amount_yuan) over subjects > 0 and count(previous_yuan) over subjects > 0

),

-- one place for all items of a subject, so that amounts add up
chosen as (

    select *
    from comparable
    qualify compared_in = max(compared_in) over (partition by document_id, function_code is null)

),

changed as (

    select
        bodies.department_id,
        bodies.unit_id,
        bodies.region_code,
        bodies.fiscal_year,
        chosen.document_id,
        chosen.previous_document_id,
        chosen.compared_in,
        chosen.measure,
        chosen.function_code,
        chosen.phase,
        chosen.previous_phase,
        chosen.amount_yuan::decimal(24, 4) as amount_yuan,
        chosen.previous_yuan::decimal(24, 4) as previous_yuan,
        (chosen.amount_yuan - chosen.previous_yuan)::decimal(24, 4) as change_yuan,
        round((chosen.amount_yuan - chosen.previous_yuan)::double / nullif(chosen.previous_yuan, 0)::double, 6)
            as change_rate
    from chosen
    inner join bodies on chosen.document_id = bodies.document_id

)

select * from changed
