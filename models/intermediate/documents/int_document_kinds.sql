-- What kind of document it is: as its cover's title says; else as the titles of its tables do, each as often
-- as there is a table. What a plan or a sentence says of 决算 makes no accounts.
with documents as (

    select document_id from {{ ref('stg_documents') }}

),

openings as (

    select
        document_id,
        string_agg(text_key, '' order by line_no) as opening_key
    from {{ ref('stg_lines') }}
    where line_no <= 12
    group by all

),

titles as (

    select
        document_id,
        count(*) as table_count,
        count(*) filter (where regexp_matches(table_title, '{{ accounts_word() }}')) as accounts_count
    from {{ ref('int_titles') }}
    where table_type is not null
    group by all

),

kinds as (

    select
        documents.document_id,
        case
            when covers.title_kind = '决算' then 'final_accounts'
            when covers.title_kind = '预算' then 'budget'
            when titles.accounts_count * 2 > titles.table_count then 'final_accounts'
            -- titles without either word are of what the opening says
            when regexp_matches(left(openings.opening_key, 100), '^[^预]*决算') then 'final_accounts'
            when titles.table_count > 0 then 'budget'
            when regexp_matches(left(openings.opening_key, 300), '决算') then 'final_accounts'
            when regexp_matches(left(openings.opening_key, 300), '预算') then 'budget'
            else 'other'
        end as document_kind
    from documents
    left join titles on documents.document_id = titles.document_id
    left join openings on documents.document_id = openings.document_id
    left join {{ ref('int_covers') }} as covers on documents.document_id = covers.document_id

)

select * from kinds
