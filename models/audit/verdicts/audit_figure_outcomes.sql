-- In how many identities each printed figure stands that hold, and which of them are broken.
with operands as (

    select distinct
        operands.printed_figure_id as figure_id,
        identities.outcome,
        {{ finding_key('identities') }} as finding_id
    from {{ ref('audit_operands') }} as operands
    inner join {{ ref('audit_identities') }} as identities on {{ same_reading('operands', 'identities') }}

),

outcomes as (

    select
        figure_id,
        count(*) filter (where outcome = 'broken') as broken_count,
        count(*) filter (where outcome in ('holds', 'rounding')) as held_count,
        list(finding_id order by finding_id) filter (where outcome = 'broken') as finding_ids
    from operands
    group by all

)

select * from outcomes
