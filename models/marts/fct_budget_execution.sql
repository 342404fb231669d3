-- Budget against outcome per function item: as the final accounts tell it in words (年初预算为…，支出
-- 决算为…), and as the budget and the accounts of one body and year print it in their tables.
with stated as (

    select * from {{ ref('fct_stated_figure') }}
    where
        concept = 'expenditure_by_function'
        and length(function_code) = 7
        and comparison is null
        and amount_yuan is not null

),

facts as (

    select * from {{ ref('fct_expenditure_by_function') }}

),

documents as (

    select
        documents.document_id,
        documents.document_kind,
        documents.region_code,
        documents.fiscal_year,
        documents.body_name,
        {{ unit_key('documents.region_code', 'documents.body_name', "''") }} as unit_id
    from {{ ref('int_documents') }} as documents
    inner join {{ ref('int_disclosures') }} as disclosures
        on documents.document_id = disclosures.document_id and disclosures.is_current

),

in_words as (

    select
        documents.document_id,
        null::varchar as budget_document_id,
        'accounts_text' as stated_in,
        stated.function_code,
        max(stated.amount_yuan) filter (where stated.phase = 'initial') as initial_yuan,
        max(stated.amount_yuan) filter (where stated.phase = 'adjusted') as adjusted_yuan,
        max(stated.amount_yuan) filter (where stated.phase = 'final') as final_yuan
    from stated
    inner join documents on stated.document_id = documents.document_id
    where documents.document_kind = 'final_accounts'
    group by all

),

per_item as (

    select
        documents.document_id,
        documents.document_kind,
        documents.unit_id,
        documents.fiscal_year,
        facts.function_code,
        sum(facts.amount_yuan) filter (where facts.phase = 'initial') as initial_yuan,
        sum(facts.amount_yuan) filter (where facts.phase = 'final') as final_yuan
    from facts
    inner join documents on facts.document_id = documents.document_id
    group by all

),

in_two_documents as (

    select
        final_accounts.document_id,
        budgets.document_id as budget_document_id,
        'two_documents' as stated_in,
        final_accounts.function_code,
        budgets.initial_yuan,
        null::decimal(24, 4) as adjusted_yuan,
        final_accounts.final_yuan
    from per_item as final_accounts
    inner join per_item as budgets
        on
            final_accounts.unit_id = budgets.unit_id
            and final_accounts.fiscal_year = budgets.fiscal_year
            and final_accounts.function_code = budgets.function_code
    where final_accounts.document_kind = 'final_accounts' and budgets.document_kind = 'budget'

),

executed as (

    select * from in_words
    where initial_yuan is not null and final_yuan is not null
    union all
    select * from in_two_documents

),

rated as (

    select
        executed.document_id,
        executed.budget_document_id,
        documents.region_code,
        documents.fiscal_year,
        documents.unit_id,
        executed.stated_in,
        executed.function_code,
        executed.initial_yuan::decimal(24, 4) as initial_yuan,
        executed.adjusted_yuan::decimal(24, 4) as adjusted_yuan,
        executed.final_yuan::decimal(24, 4) as final_yuan,
        round(executed.final_yuan::double / nullif(executed.initial_yuan, 0)::double, 6) as execution_rate
    from executed
    inner join documents on executed.document_id = documents.document_id

)

select * from rated
