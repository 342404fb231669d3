-- Shares that the prose states, with the amounts they may be shares of. A share follows its amount; its
-- total is any amount before it, or any total of the prose. Only a total beside it can be what a share
-- disagrees with: another is meant where it agrees.
with stated as (

    select * from {{ ref('statements_of_prose') }}

),

plain as (

    select * from stated
    where unit in ('亿元', '万元', '元') and comparison is null

),

shared as (

    select
        ratios.*,
        parts.figure_id as left_figure_id,
        parts.begins_at as part_begins_at,
        parts.amount_yuan as part_yuan,
        parts.half_unit_yuan as part_half_yuan
    from stated as ratios
    inner join plain as parts
        on ratios.previous_id = parts.figure_id and {{ same_by('ratios', 'parts', 'concept', 'part', 'phase') }}
    where ratios.unit = '%' and ratios.comparison = 'share_of'

),

paired as (

    select
        shared.*,
        totals.figure_id as base_id,
        totals.amount_yuan as base_yuan,
        totals.half_unit_yuan as base_half_yuan,
        totals.clip as base_clip,
        totals.is_total as is_of_total,
        totals.second_text_key is not null as is_base_read_twice,
        totals.paragraph_no = shared.paragraph_no and totals.begins_at < shared.part_begins_at as is_before,
        abs(shared.part_yuan - shared.amount_yuan * totals.amount_yuan / 100)
        < shared.part_half_yuan
        + (shared.amount_yuan * totals.half_unit_yuan + totals.amount_yuan * shared.half_unit_yuan * 2) / 100
            as is_share
    from shared
    inner join plain as totals
        on {{ same_by('shared', 'totals', 'document_id', 'phase') }} and shared.left_figure_id <> totals.figure_id

),

shares as (

    select
        *,
        'stated_share' as identity,
        is_of_total and is_before as is_near
    from paired
    where (is_of_total and is_before) or (is_share and (is_of_total or is_before))
    -- without a total beside it, nobody knows what it is a share of
    qualify bool_or(is_near) over (partition by figure_id)

)

select * from shares
