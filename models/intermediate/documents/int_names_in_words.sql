-- What the words of a document call its body: the cover's title, labels on the cover and over tables, the
-- headings of its parts, what its sentences speak of, and who has the duties it lists.
with lines as (

    select * from {{ ref('stg_lines') }}
    where line_no <= 400

),

openings as (

    select
        document_id,
        string_agg(text, '' order by line_no) as opening_text
    from lines
    group by all

),

-- 部门：X, or 部门： with the name on the next line
labelled_lines as (

    select
        document_id,
        case when regexp_matches(text, '^(?:评价|项目)') then 'evaluated' else 'label' end as said_in,
        coalesce(
            nullif(regexp_extract(text, '^(?:评价|项目)*{{ body_label() }}[:：](.{3,60})$', 1), ''),
            case
                when regexp_full_match(text, '(?:评价|项目)*{{ body_label() }}[:：]')
                    then lead(text) over (partition by document_id order by line_no)
            end
        ) as name
    from lines
    where line_no <= 60

),

candidates as (

    select
        document_id,
        'cover' as said_in,
        title_name as name
    from {{ ref('int_covers') }}
    union all
    select
        document_id,
        'label' as said_in,
        regexp_extract(text, '^{{ body_label() }}[:：](.{3,60})$', 1) as name
    from {{ ref('stg_captions') }}
    where position in ('above', 'inside')
    union all
    select
        document_id,
        said_in,
        name
    from labelled_lines
    union all
    select
        document_id,
        'part' as said_in,
        unnest(regexp_extract_all(
            opening_text,
            '第[一二三四五六]部分[:：]?(?:{{ printed_year() }}度?)?([^第。；，：:]{3,40}?)(?:部门|单位)?'
            || '(?:(?:基本)?概[况述]|{{ printed_year() }}度?(?:部门|单位)?(?:综合)?(?:预算|决算|收支))',
            1
        )) as name
    from openings
    union all
    select
        document_id,
        'subject' as said_in,
        unnest(regexp_extract_all(
            opening_text,
            '(?:^|[。；;：:、\s])(?:关于)?([\p{Han}（）()]{4,30}?)(?:部门|单位)?20[0-9]{2}年度?(?:部门|单位)?'
            || '(?:本年|总|财政拨款|一般公共预算|预算|决算)?(?:收入|支出|收支|预算|决算|财政拨款)',
            1
        )) as name
    from openings
    union all
    select
        document_id,
        'duties' as said_in,
        unnest(regexp_extract_all(
            opening_text,
            '(?:^|[。》〉;；:：、第一部分.\s])([\p{Han}（）()]{4,30}?)(?:的)?(?:部门|单位)?'
            || '(?:主要职责|主要职能|职能配置|机构设置|[（(]以下简称)',
            1
        )) as name
    from openings

),

-- 某某市财政局关于…的通知
openings_of_letters as (

    select
        document_id,
        'opening' as said_in,
        regexp_extract(
            text, '^(\p{Han}{1,12}?[省市区县州盟旗]\p{Han}{1,20}?(?:局|署|委员会|厅|办公室|中心|政府|法院|检察院))', 1
        ) as name
    from {{ ref('int_cover_lines') }}

),

named as (

    select * from candidates
    where name <> ''
    union all
    select * from openings_of_letters
    where name <> ''

)

select * from named
