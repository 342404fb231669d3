-- Why a broken identity may be held against a publisher: that its figures belong together is shown by
-- something other than our reading of the structure. The first proof of the list speaks.
with causes as (

    select
        causes.*,
        identities.scope
    from {{ ref('audit_causes') }} as causes
    inner join {{ ref('identities') }} as identities on causes.identity = identities.identity

),

-- two prints of one amount that a slip of the hand makes of each other; of many figures one always fits
slips as (

    select distinct
        causes.finding_id,
        'slip' as proof,
        null::bigint as witness_count
    from causes
    inner join {{ ref('trial_changes') }} as changes on causes.finding_id = changes.finding_id
    where
        causes.operand_count = 2
        and changes.repair not in ('other', 'next_cell', 'other_year', 'split_over_page')
        -- within a table only a rate and its amount are two prints of one thing
        and (causes.scope not in ('row', 'column', 'hierarchy') or contains(causes.right_figure_id, '×'))

),

-- what is compared only where it is just so far apart
shifts as (

    select
        finding_id,
        'shift' as proof,
        null::bigint as witness_count
    from causes
    where scope = 'plausibility'

),

found as (

    select
        finding_id,
        'rows' as proof,
        witness_count
    from {{ ref('proofs_of_rows') }}
    union all by name
    select
        finding_id,
        'levels' as proof,
        witness_count
    from {{ ref('proofs_of_levels') }}
    union all by name
    select
        finding_id,
        'sentence' as proof,
        witness_count
    from {{ ref('proofs_of_sentences') }}
    union all by name
    select * from slips
    union all by name
    select * from shifts

),

proofs as (

    select *
    from found
    qualify row_number() over (
        partition by finding_id
        order by array_position(['rows', 'levels', 'sentence', 'slip', 'shift'], proof), witness_count desc
    ) = 1

)

select * from proofs
