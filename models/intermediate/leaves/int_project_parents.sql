-- Rows of projects that are no leaves: sums of the rows under them, or parts of a section whose lines
-- come to more than its total.
with lines as (

    select * from {{ ref('int_project_lines') }}

),

parents as (

    select * from {{ ref('int_project_sums') }}

),

remaining as (

    select
        lines.*,
        sum(lines.amount_yuan) filter (where not lines.is_opener and parents.row_no is null) over (
            partition by lines.document_id, lines.table_no, lines.section_no
        ) as leaves_yuan
    from lines
    left join parents on {{ same_row('lines', 'parents') }}
    where lines.section_no > 0

),

-- more than their total, and no reading explains it: rather no fact than one counted twice
judged as (

    select
        document_id,
        table_no,
        row_no,
        'subtotal' as row_role
    from parents
    union all
    select
        remaining.document_id,
        remaining.table_no,
        remaining.row_no,
        'part' as row_role
    from remaining
    anti join parents on {{ same_row('remaining', 'parents') }}
    where
        not remaining.is_opener
        and remaining.leaves_yuan - remaining.section_yuan > abs(remaining.section_yuan) * 0.0001

)

select * from judged
