-- The names a document goes by, and the names its tables of revenue and expenditure list. Models look from
-- one document at another only where a name of the one is named by the other; so documents that share
-- a name, directly or through others, can be worked out by themselves.
with documents as (

    select * from {{ ref('int_documents') }}

),

labels as (

    select
        cells.document_id,
        unnest([
            {{ body_name_key('cells.printed_text') }},
            -- 119001西安市统计局: code and name in one cell
            regexp_replace({{ body_name_key('cells.printed_text') }}, '^[0-9]+-?', '')
        ]) as name_key
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_tables') }} as tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
    where tables.table_type in ('revenue', 'expenditure') and cells.printed_number is null

),

named as (

    select
        document_id,
        {{ body_name_key('body_name') }} as name_key,
        true as is_own
    from documents
    union all
    select
        document_id,
        {{ body_name_key('department_name') }} as name_key,
        true as is_own
    from documents
    where department_name is not null
    union all
    select
        document_id,
        name_key,
        false as is_own
    from labels
    where regexp_matches(name_key, '{{ body_ending() }}')

),

keyed as (

    select
        named.document_id,
        named.name_key,
        concat_ws('|', coalesce(documents.region_code, ''), named.name_key) as body_key,
        bool_or(named.is_own) as is_own
    from named
    inner join documents on named.document_id = documents.document_id
    group by all

)

select * from keyed
