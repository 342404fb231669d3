-- Budget and outcome of every function item in the prose: where the outcomes add up to the whole, the
-- list is complete, and the budgets must add up, too.
with statements as (

    select * from {{ ref('statements_of_prose') }}
    where comparison is null and phase <> 'previous_year' and amount_yuan is not null

),

function_items as (

    select *
    from statements
    where concept = 'expenditure_by_function' and phase in ('initial', 'final')
    -- shares by class state outcomes only
    qualify count(distinct phase) over (partition by document_id, paragraph_no) = 2

),

function_totals as (

    select *
    from statements
    where concept = 'general_public_expenditure' and phase in ('initial', 'final')
    qualify count(distinct phase) over (partition by document_id, paragraph_no) = 2

),

complete_lists as (

    select function_totals.document_id
    from function_totals
    inner join function_items
        on function_totals.document_id = function_items.document_id and function_totals.phase = function_items.phase
    where function_totals.phase = 'final'
    group by function_totals.document_id, function_totals.amount_yuan
    having sum(function_items.amount_yuan) = function_totals.amount_yuan and count(*) > 1

),

budgets as (

    select
        'stated_initial_by_function' as identity,
        function_totals.document_id,
        function_totals.figure_id as place_key,
        '' as alternative,
        function_totals.figure_id as left_figure_id,
        function_items.figure_id as right_figure_id
    from function_totals
    semi join complete_lists on function_totals.document_id = complete_lists.document_id
    inner join function_items
        on function_totals.document_id = function_items.document_id and function_totals.phase = function_items.phase
    where function_totals.phase = 'initial'

)

select * from budgets
