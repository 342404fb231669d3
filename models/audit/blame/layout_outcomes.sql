-- How each identity fares on each publisher's form, as told by its headers, and in a balance table by the line
-- that is the total: what a look across documents needs to know of one. Doubtful is what is broken and not
-- proved by the table or the sentence itself.
with judged as (

    select
        judged.*,
        {{ finding_key('judged') }} as finding_id
    from {{ ref('audit_identities') }} as judged
    where judged.outcome in ('holds', 'rounding', 'broken') and judged.left_yuan is not null

),

proofs as (

    select * from {{ ref('audit_proofs') }}
    where proof in ('rows', 'levels', 'sentence')

),

figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance'

),

-- columns that hairlines make have no words, and a year makes no other form
tables as (

    select
        document_id,
        table_no,
        table_type,
        table_title,
        table_type || ':' || array_to_string(
            list_sort(
                list_distinct(
                    list_filter(
                        string_split(regexp_replace(coalesce(header_key, ''), '20[0-9]{2}年?度?', '', 'g'), '|'),
                        lambda header: header <> ''
                    )
                )
            ),
            '|'
        ) as layout
    from {{ ref('int_tables') }}

),

placed as (

    select
        judged.identity,
        judged.document_id,
        judged.finding_id,
        judged.page,
        coalesce(lefts.table_type, rights.table_type) as table_type,
        coalesce(lefts.table_title, rights.table_title) as table_title,
        judged.outcome = 'broken' and proofs.finding_id is null as is_doubtful,
        concat_ws(
            ' ↔ ',
            lefts.layout,
            case when rights.table_no <> lefts.table_no then rights.layout end,
            {{ name_key('figures.row_label') }}
        ) as layout
    from judged
    left join tables as lefts on {{ same_table('judged', 'lefts') }}
    left join tables as rights
        on judged.document_id = rights.document_id and judged.other_table_no = rights.table_no
    left join figures on judged.left_figure_id = figures.figure_id
    left join proofs on judged.finding_id = proofs.finding_id
    where coalesce(lefts.table_no, rights.table_no) is not null

),

outcomes as (

    select
        identity,
        document_id,
        layout,
        any_value(table_type) as table_type,
        min(table_title) as table_title,
        count(*) as judged_count,
        count(*) filter (where is_doubtful) as doubtful_count,
        min(page) filter (where is_doubtful) as page,
        list(finding_id order by finding_id) filter (where is_doubtful) as finding_ids
    from placed
    group by all

)

select * from outcomes
