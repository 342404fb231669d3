-- The project a sheet is about: the words to the right of the last 项目名称 above, else the title's.
with titles as (

    select
        document_id,
        table_no,
        {{ project_in_title('table_title') }} as title_name
    from {{ ref('int_tables') }}
    where table_type in ('project_performance', 'project_self_evaluation')

),

header_words as (

    select
        *,
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
        labels.document_id,
        labels.table_no,
        labels.row_no,
        min_by(words.word, words.column_no) as project_name
    from words as labels
    inner join words
        on
            {{ same_row('labels', 'words') }}
            and labels.column_no < words.column_no
            and labels.word <> words.word
    where {{ labels_a_project('labels.word') }}
    group by all
    union all
    select
        document_id,
        table_no,
        -1000 as row_no,
        title_name as project_name
    from titles
    where title_name is not null

),

spans as (

    select
        *,
        row_no as first_row,
        coalesce(lead(row_no) over (partition by document_id, table_no order by row_no), 1000000) as next_row
    from named

)

select * from spans
