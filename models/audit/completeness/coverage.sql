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
        held.document_id,
        held.table_type,
        held.table_title,
        held.table_no,
        held.first_page,
        held.last_page,
        held.is_promised,
        details.total_yuan,
        details.details_yuan,
        coalesce(details.figure_count, 0)::bigint as figure_count,
        case
            when held.table_no is null then 'missing'
            when details.is_guessed then 'unread'
            when coalesce(details.figure_count, 0) = 0 then 'empty'
            when details.details_yuan < details.total_yuan * 0.99 then 'cut'
            else 'present'
        end as status
    from held
    left join details on held.document_id = details.document_id and held.table_no = details.table_no
    union all
    select
        document_id,
        'other' as table_type,
        read_reason as table_title,
        null as table_no,
        null as first_page,
        null as last_page,
        false as is_promised,
        null as total_yuan,
        null as details_yuan,
        0 as figure_count,
        'unread' as status
    from documents
    where read_outcome <> 'read'

),

covered as (

    select
        judged.document_id,
        documents.disclosure_id,
        documents.region_code,
        documents.department_name,
        documents.fiscal_year,
        documents.document_kind,
        judged.table_type,
        judged.table_title,
        judged.table_no,
        judged.first_page,
        judged.last_page,
        judged.is_promised,
        judged.figure_count,
        judged.total_yuan,
        judged.details_yuan,
        judged.status
    from judged
    inner join documents on judged.document_id = documents.document_id

)

select * from covered
