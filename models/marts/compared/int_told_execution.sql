-- Where budget and outcome of a disclosure's function items are told: in the accounts' own tables, else in
-- the tables of budget and accounts, else in the accounts' words.
with bodies as (

    select * from {{ ref('int_bodies') }}

),

with_tables as (

    select * from bodies
    where part in ('whole', 'tables')

),

per_item as (

    select
        document_id,
        function_code,
        sum(amount_yuan) filter (where phase = 'initial') as initial_yuan,
        sum(amount_yuan) filter (where phase = 'adjusted') as adjusted_yuan,
        sum(amount_yuan) filter (where phase = 'final') as final_yuan
    from {{ ref('int_proved_facts') }}
    where fact = 'fct_expenditure_by_function' and is_proved
    group by all

),

in_one_table as (

    select
        document_id,
        function_code,
        'accounts_tables' as stated_in,
        initial_yuan,
        adjusted_yuan,
        final_yuan
    from per_item

),

pairs as (

    select
        outcomes.document_id,
        budgets.document_id as budget_document_id
    from with_tables as outcomes
    inner join with_tables as budgets
        on outcomes.unit_id = budgets.unit_id and outcomes.fiscal_year = budgets.fiscal_year
    where outcomes.document_kind = 'final_accounts' and budgets.document_kind = 'budget'

),

-- an item that only one of the two prints has no amount in the other: not zero
in_two_documents as (

    select
        pairs.document_id,
        pairs.budget_document_id,
        per_item.function_code,
        'two_documents' as stated_in,
        max(per_item.initial_yuan) filter (where per_item.document_id = pairs.budget_document_id) as initial_yuan,
        max(per_item.adjusted_yuan) filter (where per_item.document_id = pairs.document_id) as adjusted_yuan,
        max(per_item.final_yuan) filter (where per_item.document_id = pairs.document_id) as final_yuan
    from pairs
    inner join per_item on per_item.document_id in (pairs.document_id, pairs.budget_document_id)
    group by all

),

-- what prose says that was published apart counts for the tables it belongs to
in_words as (

    select
        coalesce(with_tables.document_id, words.document_id) as document_id,
        words.function_code,
        'accounts_text' as stated_in,
        words.initial_yuan,
        words.adjusted_yuan,
        words.final_yuan
    from {{ ref('int_stated_execution') }} as words
    inner join bodies on words.document_id = bodies.document_id
    left join with_tables on bodies.disclosure_id = with_tables.disclosure_id and bodies.part = 'prose'

),

told as (

    {{ union_by_name(['in_one_table', 'in_two_documents', 'in_words']) }}

),

-- a place that does not tell both sides tells nothing of execution
two_sided as (

    select *
    from told
    qualify
        count(coalesce(initial_yuan, adjusted_yuan)) over (partition by document_id, stated_in) > 0
        and count(final_yuan) over (partition by document_id, stated_in) > 0

),

-- one place for all items of a body and year, so that amounts add up
chosen as (

    select *
    from two_sided
    qualify
        list_position(['accounts_tables', 'two_documents', 'accounts_text'], stated_in)
        = min(list_position(['accounts_tables', 'two_documents', 'accounts_text'], stated_in)) over (
            partition by document_id
        )

)

select * from chosen
