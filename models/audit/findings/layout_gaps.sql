-- What no pattern names yet, with the seed row that would name it, and forms whose structure was misread, as
-- most of their documents break an identity: the worklist of `yujuesuan layouts`.
with gaps as (

    select * from {{ ref('int_layout_gaps') }}

),

placed as (

    select
        *,
        (file_name, document_id, page, table_no, printed_text) as place
    from gaps

),

counted as (

    select
        kind,
        table_type,
        words,
        min_by(printed_text, place) as printed_text,
        min_by(table_title, place) as table_title,
        count(*) as occurrence_count,
        count(distinct document_id) as document_count,
        sum(figure_count)::integer as figure_count,
        min_by(document_id, place) as document_id,
        min(file_name) as file_name,
        min_by(page, place) as page,
        min_by(region_code, place) as region_code,
        min_by(department_name, place) as department_name,
        min_by({{ csv_pattern(unnumbered(folded('printed_text'))) }}, place) as title_pattern,
        min_by({{ csv_pattern("regexp_extract(" ~ without_unit(folded('printed_text')) ~ ", '[^/]*$')") }}, place)
            as header_pattern,
        min_by({{ csv_pattern('header_key') }}, place) as headers_pattern,
        bool_or(is_told_words) as is_told_words
    from placed
    group by all

),

proposed as (

    select
        kind,
        printed_text,
        table_title,
        occurrence_count,
        document_count,
        figure_count,
        document_id,
        file_name,
        page,
        region_code,
        department_name,
        case when kind <> 'zone' then table_type end as table_type,
        md5(concat_ws('|', kind, table_type, words))[:16] as gap_id,
        case kind
            when 'title' then 'layouts/table_titles.csv'
            when 'column' then 'layouts/column_meanings.csv'
            when 'zone' then 'places/functional_zones.csv'
            else 'codes/function_codes.csv'
        end as seed,
        case
            when kind = 'title' and words <> '' then concat_ws(',', '?', 'title', '90', title_pattern, '', '')
            when kind = 'title' and regexp_matches(headers_pattern, '\p{Han}')
                then concat_ws(',', '?', 'header', '90', headers_pattern, '', '')
            -- amounts under a header taken for words: before the role it has now
            when kind = 'column' and is_told_words
                then concat_ws(',', 'role', 'amount', '9', header_pattern, '^' || table_type || '$', '')
            -- amounts of whose purse or nature nothing is said, until somebody does
            when kind = 'column'
                then concat_ws(',', 'role', 'amount', '28', header_pattern, '^' || table_type || '$', '')
            when kind = 'zone'
                then concat_ws(
                    ',', table_type || '-' || upper(md5(words)[:3]), printed_text, table_type, printed_text, ''
                )
            when kind = 'row_code' then concat_ws(',', '?', 'item', words, '', '', '', '', '1', 'observed')
        end as proposed_row
    from counted

),

misread as (

    select
        misread.*,
        documents.file_name,
        documents.region_code,
        documents.department_name,
        (documents.file_name, misread.document_id, misread.page) as place
    from {{ ref('misread_layouts') }} as misread
    inner join {{ ref('int_documents') }} as documents on misread.document_id = documents.document_id

),

forms as (

    select
        'identity' as kind,
        identity as printed_text,
        min_by(table_title, place) as table_title,
        count(distinct finding_id) as occurrence_count,
        count(distinct document_id) as document_count,
        0 as figure_count,
        min_by(document_id, place) as document_id,
        min(file_name) as file_name,
        min_by(page, place) as page,
        min_by(region_code, place) as region_code,
        min_by(department_name, place) as department_name,
        any_value(table_type) as table_type,
        md5(concat_ws('|', identity, layout))[:16] as gap_id
    from misread
    group by identity, layout

),

listed as (

    {{ union_by_name(['proposed', 'forms']) }}

)

select * from listed
