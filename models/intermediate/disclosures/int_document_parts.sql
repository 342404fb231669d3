-- What a file holds of a disclosure: all of it, its prose, its tables or its goals forms. Prose and tables are
-- often published as two files.
with figures as (

    select * from {{ ref('int_figures') }}

),

counts as (

    select
        document_id,
        count(*) as figure_count,
        count(*) filter (where placement in ('ambiguous', 'guessed')) as ambiguous_count,
        count(*) filter (where route = 'ocr') as recognised_count
    from figures
    group by all

),

tables as (

    select
        document_id,
        count(*) filter (where table_type <> 'other' and subject <> 'performance') as table_count,
        count(*) filter (where subject = 'performance') as goals_count
    from {{ ref('int_tables') }}
    group by all

),

-- lines whose amounts stand in sentences
prose as (

    select
        document_id,
        count(*) as sentence_count
    from {{ ref('stg_lines') }}
    where regexp_matches(text_key, '[0-9][万亿]?元[,;。:]')
    group by all

),

described as (

    select
        documents.document_id,
        coalesce(counts.figure_count, 0) as figure_count,
        coalesce(counts.ambiguous_count, 0) as ambiguous_count,
        coalesce(counts.recognised_count, 0) as recognised_count,
        coalesce(tables.goals_count, 0) as goals_count,
        -- a small table in the prose is no form
        coalesce(tables.table_count, 0) >= 3 as has_tables,
        coalesce(prose.sentence_count, 0) >= 3 as has_prose
    from {{ ref('int_documents') }} as documents
    left join counts on documents.document_id = counts.document_id
    left join tables on documents.document_id = tables.document_id
    left join prose on documents.document_id = prose.document_id

),

parted as (

    select
        * exclude (has_tables, has_prose),
        case
            when has_tables and has_prose then 'whole'
            when has_tables then 'tables'
            when has_prose then 'prose'
            when goals_count > 0 then 'goals'
            else 'whole'
        end as part
    from described

)

select * from parted
