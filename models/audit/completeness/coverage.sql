-- What each disclosure holds of what it promises, so that nobody takes absence for zero.
with documents as (

    select * from {{ ref('dim_document') }}

),

tables as (

    select
        document_id,
        table_no,
        table_type,
        table_title,
        first_page,
        last_page,
        row_number() over (partition by document_id, table_type order by table_no) as nth
    from {{ ref('int_tables') }}
    where table_type <> 'other'

),

promised as (

    select * from {{ ref('int_contents') }}

),

details as (

    select * from {{ ref('int_table_details') }}

),

proofs as (

    select * from {{ ref('int_table_proofs') }}

),

held as (

    select
        tables.table_no,
        tables.first_page,
        tables.last_page,
        coalesce(tables.document_id, promised.document_id) as document_id,
        coalesce(tables.table_type, promised.table_type) as table_type,
        coalesce(tables.table_title, promised.promised_title) as table_title,
        promised.promised_title is not null as is_promised
    from tables
    full join promised
        on
            tables.document_id = promised.document_id
            and tables.table_type = promised.table_type
            and tables.nth = promised.nth

),

judged as (

    select
        held.*,
        details.total_yuan,
        details.details_yuan,
        coalesce(details.figure_count, 0)::bigint as figure_count,
        proofs.fact,
        proofs.facts_yuan,
        proofs.total_yuan as printed_total_yuan,
        proofs.difference_yuan,
        case
            when held.table_no is null then 'missing'
            when details.is_guessed then 'unread'
            when coalesce(details.figure_count, 0) = 0 then 'empty'
            when not proofs.is_proved then 'unproved'
            when details.details_yuan < details.total_yuan * 0.99 then 'cut'
            else 'present'
        end as status
    from held
    left join details on {{ same_table('held', 'details') }}
    left join proofs on {{ same_table('held', 'proofs') }}
    union all by name
    select
        document_id,
        'other' as table_type,
        read_reason as table_title,
        false as is_promised,
        0 as figure_count,
        'unread' as status
    from documents
    where read_outcome <> 'read'

),

covered as (

    select
        judged.*,
        documents.disclosure_id,
        documents.region_code,
        documents.department_name,
        documents.fiscal_year,
        documents.document_kind
    from judged
    inner join documents on {{ same_by('judged', 'documents', 'document_id') }}

)

select * from covered
