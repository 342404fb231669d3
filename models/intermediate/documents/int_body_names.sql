-- What a document calls its body: on the cover, in the tables' department lines, in headings, forms
-- and headers, else in the first sentences about its duties.
with lines as (

    select * from {{ ref('stg_lines') }}

),

captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

openings as (

    select
        document_id,
        string_agg(text, '' order by line_no) filter (where line_no <= 8) as cover_text,
        string_agg(text, '' order by line_no) filter (where line_no <= 400) as opening_text
    from lines
    group by all

),

-- 部门：X, or 部门： with the name on the next line
labelled_lines as (

    select
        document_id,
        regexp_extract(
            text,
            '^(?:预算|编制|填报|公开|评价项目)?(?:部门|单位|主管部门|部门[(（]单位[)）])(?:名称|全称)?[:：](.{0,60})$',
            1
        ) as name_after,
        regexp_matches(text, '(?:部门|单位)(?:名称|全称)?[:：]$') as is_alone,
        lead(text) over (partition by document_id order by line_no) as next_text
    from lines
    where line_no <= 60

),

form_cells as (

    select
        labels.document_id,
        min_by(cells.printed_text, (labels.table_no, labels.row_no, cells.column_no)) as name
    from {{ ref('stg_cells') }} as labels
    inner join {{ ref('stg_cells') }} as cells
        on
            labels.document_id = cells.document_id
            and labels.table_no = cells.table_no
            and labels.row_no = cells.row_no
            and labels.column_no < cells.column_no
            and labels.text_key <> cells.text_key
    where regexp_full_match(labels.text_key, '(预算)?(部门|单位|部门[(]单位[)])名称:?')
    group by all

),

header_words as (

    select distinct
        document_id,
        unnest(string_split(column_path, '/')) as name
    from {{ ref('stg_columns') }}

),

candidates as (

    select
        document_id,
        2 as source_rank,
        regexp_extract(
            text,
            '^(?:预算|编制|填报|公开)?(?:部门|单位|主管部门|部门[(（]单位[)）])(?:名称|全称)?[:：](.{3,60})$',
            1
        ) as name
    from captions
    union all
    select
        document_id,
        1 as source_rank,
        regexp_extract(
            cover_text,
            '^(?:附件[0-9]*[:：]?)?(?:20[0-9]{2}年度?)?(.{4,40}?)(?:[（(](?:汇总|本级)[)）])?(?:20[0-9]{2}年度?)?'
            || '(?:部门|单位)(?:综合|整体)?(?:预算|决算)',
            1
        ) as name
    from openings
    union all
    select
        document_id,
        3 as source_rank,
        regexp_extract(opening_text, '第一部分(?:[:：])?([^第。；，]{4,40}?)(?:部门|单位)?(?:基本)?概[况述]', 1) as name
    from openings
    union all
    select
        document_id,
        4 as source_rank,
        case when name_after <> '' then name_after when is_alone then next_text end as name
    from labelled_lines
    union all
    select
        document_id,
        5 as source_rank,
        name
    from form_cells
    union all
    select
        document_id,
        7 as source_rank,
        name
    from header_words
    where length(name) >= 6
    union all
    select
        document_id,
        6 as source_rank,
        unnest(regexp_extract_all(
            opening_text,
            '(?:^|[。》〉;；:：、第一部分.\s])([\p{Han}（）()]{4,30}?)(?:的)?(?:部门|单位)?'
            || '(?:主要职责|主要职能|职能配置|机构设置|[（(]以下简称)',
            1
        )) as name
    from openings

),

cleaned as (

    select
        document_id,
        source_rank,
        regexp_replace(
            regexp_replace(name, '^(?:20[0-9]{2}年度?)|[（(](?:汇总|本级|部门)[)）]$|^[-—0-9.、,，·]+', '', 'g'),
            '单位[:：].*$|金额单位.*$', '', 'g'
        ) as name
    from candidates
    where coalesce(name, '') <> ''

),

counted as (

    select
        document_id,
        source_rank,
        name,
        count(*) as mentions
    from cleaned
    where
        regexp_full_match(name, '[\p{Han}0-9A-Za-z（）()“”、·;；-]{3,60}')
        and regexp_matches(regexp_replace(name, '[（(].*[）)]$', ''), '{{ body_ending() }}|'';')
    group by all

),

-- the cover gives the full name; a table line may give a short one
named as (

    select
        document_id,
        max_by(name, (-source_rank, mentions, length(name))) as department_name
    from counted
    group by all

)

select * from named
