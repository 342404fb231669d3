-- The project a sheet is about: the words to the right of 项目名称, else the title's.
with titles as (

    select
        document_id,
        table_no,
        nullif(regexp_extract(table_title, '^(?:[(（].*?[)）])?(.*?)(?:项目)?(?:支出)?绩效', 1), '') as title_name
    from {{ ref('int_tables') }}
    where table_type in ('project_performance', 'project_self_evaluation')

),

header_words as (

    select
        document_id,
        table_no,
        column_no,
        unnest(string_split(column_path, '/')) as word,
        generate_subscripts(string_split(column_path, '/'), 1) - 100 as row_no
    from {{ ref('stg_columns') }}

),

words as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        word
    from header_words
    union all
    select
        document_id,
        table_no,
        row_no,
        column_no,
        printed_text as word
    from {{ ref('stg_cells') }}

),

named as (

    select
        titles.document_id,
        titles.table_no,
        any_value(titles.title_name) as title_name,
        min_by(words.word, (words.row_no, words.column_no)) as printed_name
    from titles
    left join words as labels
        on
            titles.document_id = labels.document_id
            and titles.table_no = labels.table_no
            and regexp_full_match(labels.word, '(一级|二级)?项目名称[:：]?')
    left join words
        on
            labels.document_id = words.document_id
            and labels.table_no = words.table_no
            and labels.row_no = words.row_no
            and labels.column_no < words.column_no
            and labels.word <> words.word
    group by all

),

chosen as (

    select
        document_id,
        table_no,
        coalesce(printed_name, title_name) as project_name
    from named

)

select * from chosen
