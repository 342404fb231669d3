-- Rates of change that the prose states, with the change before them and what it is a change of: this
-- year's figure less the change.
with stated as (

    select * from {{ ref('statements_of_prose') }}

),

amounts as (

    select * from stated
    where unit in ('亿元', '万元', '元')

),

changes as (

    select * from amounts
    where comparison in ('change_against_last_year', 'change_against_initial')

),

currents as (

    select * from amounts
    where comparison is null

),

rates as (

    select
        ratios.*,
        'stated_rate' as identity,
        changes.figure_id as left_figure_id,
        currents.figure_id as base_id,
        currents.amount_yuan + case when changes.direction = 'decrease' then 1 else -1 end * changes.amount_yuan
            as base_yuan,
        currents.half_unit_yuan + changes.half_unit_yuan as base_half_yuan,
        currents.clip || case when changes.direction = 'decrease' then ' + ' else ' - ' end || changes.text_key
        || changes.unit as base_clip,
        currents.second_text_key is not null and changes.second_text_key is not null as is_base_read_twice
    from stated as ratios
    asof inner join changes
        on
            {{ same_by('ratios', 'changes', 'document_id', 'paragraph_no', 'concept', 'part') }}
            and {{ same_by('ratios', 'changes', 'comparison', 'direction') }}
            and ratios.begins_at > changes.begins_at
    inner join currents
        on
            {{ same_by('ratios', 'currents', 'document_id', 'paragraph_no', 'part', 'phase') }}
            and (
                ratios.concept = currents.concept
                or (ratios.concept = 'revenue_expenditure_total' and currents.concept like '%grand_total')
            )
            and changes.begins_at > currents.begins_at
    where ratios.unit = '%' and (currents.is_first or currents.sentence = ratios.sentence)

)

select * from rates
