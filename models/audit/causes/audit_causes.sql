-- Broken identities grouped by cause: those that can be reached from each other by what they have in
-- common. The figure that stands in most of them, and in fewest that hold, is the likely one.
with recursive broken as (

    select
        identities.*,
        {{ finding_key('identities') }} as finding_id
    from {{ ref('audit_identities') }} as identities
    where identities.outcome = 'broken' and identities.difference_yuan is not null

),

broken_figures as (

    select
        *,
        unnest(finding_ids) as finding_id
    from {{ ref('audit_figure_outcomes') }}

),

links as (

    select * from {{ ref('shared_causes') }}

),

settled as (

    select * from {{ ref('decided_breaks') }}

),

-- the smallest finding that can be reached is the name of the group
reached as (

    select
        finding_id,
        finding_id as reached_id
    from broken
    union
    select
        reached.finding_id,
        neighbours.finding_id as reached_id
    from reached
    inner join links on reached.reached_id = links.finding_id
    inner join links as neighbours on links.link = neighbours.link

),

cause_groups as (

    select
        finding_id,
        min(reached_id) as cause_group
    from reached
    group by all

),

likely as (

    select
        cause_groups.cause_group,
        arg_max(
            broken_figures.figure_id,
            (broken_figures.broken_count, -broken_figures.held_count, broken_figures.figure_id)
        ) as likely_figure_id
    from cause_groups
    inner join broken_figures on cause_groups.finding_id = broken_figures.finding_id
    group by all

),

causes as (

    select
        broken.*,
        cause_groups.cause_group,
        likely.likely_figure_id,
        settled.note,
        coalesce(settled.status, 'open') as status,
        count(*) over (partition by cause_groups.cause_group) as group_size
    from broken
    inner join cause_groups on broken.finding_id = cause_groups.finding_id
    left join likely on cause_groups.cause_group = likely.cause_group
    left join settled on {{ same_place('broken', 'settled') }}

)

select * from causes
