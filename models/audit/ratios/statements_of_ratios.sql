-- Shares, completions and rates of the prose with the amount they must give: the percentage times
-- what it is a percentage of. What each printed digit leaves open goes into the amount; a percentage
-- may miss by its whole last digit, since lists of them are made to add up to 100.
with stated as (

    select
        *,
        lag(figure_id) over (partition by document_id, paragraph_no order by begins_at) as previous_id,
        -- what a sentence says first is what the next one goes on about
        begins_at = min(begins_at) over (partition by document_id, paragraph_no, sentence) as is_first,
        regexp_matches(concept, '_(total|expenditure|revenue)$') or coalesce(subject in ('basic', 'project'), false)
            as is_total
    from {{ ref('statements_of_prose') }}

),

ratios as (

    select * from stated
    where unit = '%' and comparison is not null

),

amounts as (

    select * from stated
    where unit in ('亿元', '万元', '元')

),

plain as (

    select * from amounts
    where comparison is null

),

finals as (

    select * from plain
    where phase = 'final'

),

changes as (

    select * from amounts
    where comparison in ('change_against_last_year', 'change_against_initial')

),

-- a share follows its amount; its total is any amount before it, or any total of the prose. Only a
-- total beside it can be what a share disagrees with: another is meant where it agrees
shares as (

    select
        'stated_share' as identity,
        ratios.figure_id as ratio_id,
        parts.figure_id as left_figure_id,
        totals.figure_id as base_id,
        totals.amount_yuan as base_yuan,
        totals.half_unit_yuan as base_half_yuan,
        totals.clip as base_clip,
        totals.second_text_key is not null as is_base_read_twice,
        totals.is_total and totals.paragraph_no = ratios.paragraph_no and totals.begins_at < parts.begins_at as is_near
    from ratios
    inner join plain as parts
        on
            ratios.previous_id = parts.figure_id
            and ratios.concept = parts.concept
            and ratios.part = parts.part
            and ratios.phase = parts.phase
    inner join plain as totals
        on
            ratios.document_id = totals.document_id
            and ratios.phase = totals.phase
            and parts.figure_id <> totals.figure_id
            and (
                totals.is_total
                or (ratios.paragraph_no = totals.paragraph_no and parts.begins_at > totals.begins_at)
            )
    where
        ratios.comparison = 'share_of'
        and (
            (totals.is_total and totals.paragraph_no = ratios.paragraph_no and totals.begins_at < parts.begins_at)
            or abs(parts.amount_yuan - ratios.amount_yuan * totals.amount_yuan / 100)
            < parts.half_unit_yuan
            + (ratios.amount_yuan * totals.half_unit_yuan + totals.amount_yuan * ratios.half_unit_yuan * 2) / 100
        )

),

completions as (

    select
        'stated_completion' as identity,
        ratios.figure_id as ratio_id,
        finals.figure_id as left_figure_id,
        budgets.figure_id as base_id,
        budgets.amount_yuan as base_yuan,
        budgets.half_unit_yuan as base_half_yuan,
        budgets.clip as base_clip,
        budgets.second_text_key is not null as is_base_read_twice,
        true as is_near
    from ratios
    asof inner join finals
        on
            ratios.document_id = finals.document_id
            and ratios.paragraph_no = finals.paragraph_no
            and ratios.concept = finals.concept
            and ratios.part = finals.part
            and ratios.begins_at > finals.begins_at
    inner join plain as budgets
        on
            ratios.document_id = budgets.document_id
            and ratios.paragraph_no = budgets.paragraph_no
            and ratios.concept = budgets.concept
            and ratios.part = budgets.part
            and ratios.begins_at > budgets.begins_at
            and budgets.phase in ('initial', 'adjusted')
    where ratios.comparison in ('completion_of_initial', 'completion_of_budget')

),

rates as (

    select
        'stated_rate' as identity,
        ratios.figure_id as ratio_id,
        changes.figure_id as left_figure_id,
        currents.figure_id as base_id,
        currents.amount_yuan + case when changes.direction = 'decrease' then 1 else -1 end * changes.amount_yuan
            as base_yuan,
        currents.half_unit_yuan + changes.half_unit_yuan as base_half_yuan,
        currents.clip || case when changes.direction = 'decrease' then ' + ' else ' - ' end || changes.text_key
        || changes.unit as base_clip,
        currents.second_text_key is not null and changes.second_text_key is not null as is_base_read_twice,
        true as is_near
    from ratios
    asof inner join changes
        on
            ratios.document_id = changes.document_id
            and ratios.paragraph_no = changes.paragraph_no
            and ratios.concept = changes.concept
            and ratios.part = changes.part
            and ratios.comparison = changes.comparison
            and ratios.direction = changes.direction
            and ratios.begins_at > changes.begins_at
    inner join plain as currents
        on
            ratios.document_id = currents.document_id
            and ratios.paragraph_no = currents.paragraph_no
            and (
                ratios.concept = currents.concept
                or (ratios.concept = 'revenue_expenditure_total' and currents.concept like '%grand_total')
            )
            and ratios.part = currents.part
            and ratios.phase = currents.phase
            and changes.begins_at > currents.begins_at
    where currents.is_first or currents.sentence = ratios.sentence

),

found as (

    select * from shares
    union all
    select * from completions
    union all
    select * from rates

),

derived as (

    select
        found.identity,
        ratios.document_id,
        found.ratio_id as place_key,
        found.base_id as alternative,
        found.left_figure_id,
        ratios.page,
        ratios.text_key,
        ratios.locator,
        case when found.is_base_read_twice then ratios.second_text_key end as second_text_key,
        concat_ws('×', found.ratio_id, found.base_id) as figure_id,
        (ratios.amount_yuan * found.base_yuan / 100)::decimal(24, 4) as amount_yuan,
        (
            (ratios.amount_yuan * found.base_half_yuan + found.base_yuan * ratios.half_unit_yuan * 2) / 100
        )::decimal(24, 8) as half_unit_yuan,
        concat(ratios.quotation, ' × (', found.base_clip, ')') as quotation
    from found
    inner join ratios on found.ratio_id = ratios.figure_id
    -- without a total beside it, nobody knows what it is a share of
    qualify bool_or(found.is_near) over (partition by found.ratio_id) and found.base_yuan > 0

)

select * from derived
