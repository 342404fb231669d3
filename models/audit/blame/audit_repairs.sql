-- For each cause the one change of the print that mends most and spoils least: a figure that stands in
-- identities that hold is not to be touched lightly, and a slip of the hand is likelier than any other.
with changes as (

    select * from {{ ref('trial_changes') }}

),

outcomes as (

    select * from {{ ref('audit_figure_outcomes') }}

),

missing_rows as (

    select * from {{ ref('audit_missing_rows') }}

),

-- one new amount of a figure may mend several identities
mended as (

    select
        changes.*,
        count(distinct other_changes.finding_id) as mended_count
    from changes
    inner join changes as other_changes
        on
            changes.cause_group = other_changes.cause_group
            and changes.figure_id = other_changes.figure_id
            and (
                changes.needed_yuan = other_changes.needed_yuan
                or abs(changes.needed_yuan - other_changes.needed_yuan) < other_changes.tolerance_yuan
            )
    group by all

),

candidates as (

    select distinct
        mended.cause_group,
        mended.figure_id,
        mended.repair,
        mended.quotation,
        mended.needed_text,
        mended.needed_yuan,
        mended.mended_count,
        coalesce(outcomes.held_count, 0) as spoilt_count
    from mended
    left join outcomes on mended.figure_id = outcomes.figure_id
    union all by name
    select
        cause_group,
        figure_id,
        'missing_row' as repair,
        any_value(quotation) as quotation,
        any_value(amount_yuan) as needed_yuan,
        count(distinct finding_id) as mended_count,
        0 as spoilt_count
    from missing_rows
    group by all

),

best as (

    select *
    from candidates
    qualify rank() over (
        partition by cause_group
        order by mended_count - spoilt_count desc, repair = 'other', mended_count desc
    ) = 1

),

-- where several figures would do, none is named alone
likeliest as (

    select
        *,
        count(distinct figure_id) over (partition by cause_group) as tied_count
    from best
    qualify row_number() over (partition by cause_group order by quotation, needed_yuan, figure_id) = 1

)

select * from likeliest
