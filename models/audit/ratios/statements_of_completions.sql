-- Completions that the prose states, with the final figure before them and the budget it completes.
with stated as (

    select * from {{ ref('statements_of_prose') }}

),

plain as (

    select * from stated
    where unit in ('亿元', '万元', '元') and comparison is null

),

finals as (

    select * from plain
    where phase = 'final'

),

completions as (

    select
        ratios.*,
        'stated_completion' as identity,
        finals.figure_id as left_figure_id,
        budgets.figure_id as base_id,
        budgets.amount_yuan as base_yuan,
        budgets.half_unit_yuan as base_half_yuan,
        budgets.clip as base_clip,
        budgets.second_text_key is not null as is_base_read_twice
    from stated as ratios
    asof inner join finals
        on
            {{ same_by('ratios', 'finals', 'document_id', 'paragraph_no', 'concept', 'part') }}
            and ratios.begins_at > finals.begins_at
    inner join plain as budgets
        on
            {{ same_by('ratios', 'budgets', 'document_id', 'paragraph_no', 'concept', 'part') }}
            and ratios.begins_at > budgets.begins_at
            and budgets.phase in ('initial', 'adjusted')
    where ratios.unit = '%' and ratios.comparison in ('completion_of_initial', 'completion_of_budget')

)

select * from completions
